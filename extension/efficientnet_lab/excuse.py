"""A kernel in place of one that can't start: each cell is told why, where else only the server's log would say it.

usage: python -m efficientnet_lab.excuse MESSAGE CONNECTION_FILE
"""

import sys

from ipykernel.kernelapp import IPKernelApp
from ipykernel.kernelbase import Kernel


class Excuse(Kernel):
    """Answers every cell with the same error."""

    implementation = "efficientnet-lab"
    implementation_version = ""
    language_info = {"name": "typescript", "mimetype": "text/typescript", "file_extension": ".ts"}
    message = ""

    @property
    def banner(self) -> str:
        return self.message

    async def do_execute(self, code, silent, store_history=True, user_expressions=None, allow_stdin=False, **_):
        error = {
            "ename": "KernelNotStarted",
            "evalue": self.message,
            "traceback": [f"The TypeScript kernel did not start. {self.message}", "Then restart the kernel."],
        }
        if not silent:
            self.send_response(self.iopub_socket, "error", error)
        return {"status": "error", "execution_count": self.execution_count, **error}


def answer(message: str, connection_file: str) -> None:
    """Serves the connection until Jupyter ends it."""
    print(f"EfficientNet Lab kernel: {message}", file=sys.stderr)
    Excuse.message = message
    IPKernelApp.launch_instance(kernel_class=Excuse, argv=["-f", connection_file])


if __name__ == "__main__":
    answer(*sys.argv[1:])
