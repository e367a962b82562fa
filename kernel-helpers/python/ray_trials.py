"""Trials of a sweep as tasks of a Ray cluster. It speaks JSON lines: commands on stdin, events on stdout.

usage: ray_trials.py ADDRESS

Commands: {"submit": id, "task": {"node", "script", "cwd", "job", "cpus", "gpus", "bytes", "retries"}} and {"cancel": id}; the
end of stdin cancels all and ends the process. Events: {"ready": {…}}, {"progress": id, "of": {…}}, {"end": id,
"outcome": {…}} and {"refused": sentence}, after which the process ends. Placement, retries of lost workers and
autoscaling are Ray's own; what a trial is, and what becomes of its folder, is the script's.
"""

import json
import os
import queue
import signal
import subprocess
import sys
import threading

# Ray writes what it has to say of its workers on stdout: from here on, that is stderr.
EVENTS = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)

# What Ray says in some fifty lines when its head is gone, it says after this many seconds instead of sixty.
os.environ.setdefault("RAY_gcs_rpc_server_reconnect_timeout_s", "10")

try:
    import ray
except ImportError:
    print(json.dumps({"refused": "a Python without Ray: pip install 'efficientnet-lab[ray]'"}), file=EVENTS, flush=True)
    sys.exit(1)

# As pyproject.toml asks for it: the oldest that knows tokens.
OLDEST = (2, 52)
if tuple(int(part) for part in ray.__version__.split(".")[:2]) < OLDEST:
    oldest = ".".join(map(str, OLDEST))
    refused = f"Ray {ray.__version__}, older than {oldest}: pip install --upgrade 'efficientnet-lab[ray]', on the cluster too"
    print(json.dumps({"refused": refused}), file=EVENTS, flush=True)
    sys.exit(1)

# A trial that is told to stop does so after its step, with a checkpoint.
STOPPING_SECONDS = 30


@ray.remote(num_cpus=0)
class Mailbox:
    """What trials tell on their way to the coordinator; it keeps the newest of each."""

    def __init__(self):
        import asyncio

        self.progress = {}
        self.news = asyncio.Event()

    async def put(self, trial, progress):
        self.progress[trial] = progress
        self.news.set()

    async def take(self):
        await self.news.wait()
        self.news.clear()
        taken, self.progress = self.progress, {}
        return taken


def run_trial(task, trial, mailbox):
    """On a worker: the script takes the job on stdin and ends with it, or with this process."""
    for name in ("node", "script", "cwd"):
        if not os.path.exists(task[name]):
            host = os.uname().nodename
            message = f"{host} has no {task[name]}: install the same version of EfficientNet Lab in the same place on each machine of the cluster, or share the folder."
            return {"kind": "refused", "fault": "executor", "message": message}
    child = subprocess.Popen(
        [task["node"], task["script"]], cwd=task["cwd"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
    )
    outcome = None
    try:
        child.stdin.write(json.dumps(task["job"]).encode() + b"\n")
        child.stdin.flush()
        for line in child.stdout:
            event = json.loads(line)
            if "progress" in event:
                mailbox.put.remote(trial, event["progress"])
            else:
                outcome = event["outcome"]
    finally:
        end(child)
    if outcome is None:
        raise RuntimeError(f"The trial's process ended with {child.returncode} and told no outcome.")
    return outcome


def end(child):
    """The end of its stdin is how the script learns that nobody waits any more."""
    try:
        child.stdin.close()
        child.wait(STOPPING_SECONDS)
    except (OSError, subprocess.TimeoutExpired):
        pass
    finally:
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


class Trials:
    """Tasks on their way, by the coordinator's names for them."""

    def __init__(self):
        self.mailbox = Mailbox.remote()
        self.news = self.mailbox.take.remote()
        self.names = {}

    def submit(self, trial, task):
        options = {"num_cpus": task["cpus"], "num_gpus": task["gpus"], "max_retries": task["retries"]}
        if task["bytes"] is not None:
            options["memory"] = task["bytes"]
        reference = ray.remote(run_trial).options(name=f"trial {trial}", **options).remote(task, trial, self.mailbox)
        self.names[reference] = trial

    def cancel(self, trial):
        for reference, name in self.names.items():
            if name == trial:
                ray.cancel(reference)

    def cancel_all(self):
        for reference in list(self.names):
            ray.cancel(reference)

    def step(self, seconds):
        """Waits for what happens next, and tells it."""
        done, _ = ray.wait([self.news, *self.names], num_returns=1, timeout=seconds)
        for reference in done:
            if reference == self.news:
                for trial, progress in ray.get(reference).items():
                    tell({"progress": trial, "of": progress})
                self.news = self.mailbox.take.remote()
            else:
                tell({"end": self.names.pop(reference), "outcome": outcome_of(reference)})


def outcome_of(reference):
    try:
        return ray.get(reference)
    except ray.exceptions.TaskCancelledError:
        return {"kind": "cancelled"}
    except ray.exceptions.OutOfMemoryError as error:
        return {"kind": "failed", "failure": "memory", "message": first_line(error)}
    except (ray.exceptions.RayError, RuntimeError) as error:
        return {"kind": "failed", "failure": "crashed", "message": first_line(error)}


def first_line(error):
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[-1] if isinstance(error, ray.exceptions.RayTaskError) and lines else (lines or [repr(error)])[0]


def tell(event):
    print(json.dumps(event), file=EVENTS, flush=True)


def commands():
    """A queue of what comes on stdin, with None at its end."""
    waiting = queue.Queue()

    def read():
        for line in sys.stdin:
            waiting.put(json.loads(line))
        waiting.put(None)

    threading.Thread(target=read, daemon=True).start()
    return waiting


def main(address):
    try:
        ray.init(address=address, log_to_driver=False, logging_level="ERROR", configure_logging=True)
    except (ConnectionError, ray.exceptions.RayError, RuntimeError, ValueError) as error:
        tell({"refused": f"none that answers ({first_line(error)})"})
        return 1
    resources = ray.cluster_resources()
    tell({"ready": {"cpus": resources.get("CPU", 0), "gpus": resources.get("GPU", 0), "version": ray.__version__}})
    waiting = commands()
    trials = Trials()
    open_ = True
    while open_ or trials.names:
        while not waiting.empty():
            command = waiting.get()
            if command is None:
                open_ = False
                trials.cancel_all()
            elif "submit" in command:
                trials.submit(command["submit"], command["task"])
            else:
                trials.cancel(command["cancel"])
        trials.step(0.1)
    ray.shutdown()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
