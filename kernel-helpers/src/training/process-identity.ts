import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** A process by more than its number, which another process gets when it has ended. Plain JSON. */
export interface ProcessIdentity {
  pid: number;
  host: string;
  /** The machine's start, and ticks from it to the process's, where the system tells them; otherwise null. */
  started: string | null;
}

export function thisProcess(): ProcessIdentity {
  return { pid: process.pid, host: hostname(), started: startOf(process.pid) };
}

/** Whether a process still runs; null of one on another machine, which can't be told from here. */
export function stillRuns({ pid, host, started }: ProcessIdentity): boolean | null {
  if (host !== hostname()) {
    return null;
  }
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it is there, and another user's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return started === null || startOf(pid) === started;
}

/** After a restart of the machine, processes get the same numbers at the same ticks again; random(4). */
function bootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
}

/** The 22nd field of proc_pid_stat(5); the second is a name in brackets that may hold anything. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // It has ended, and only waits to be asked how.
    return fields[0] === 'Z' || fields[19] === undefined ? null : `${bootId()} ${fields[19]}`;
  } catch {
    return null;
  }
}
