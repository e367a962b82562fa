import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** A process by more than its number, which another process gets when it has ended. Plain JSON. */
export interface ProcessIdentity {
  pid: number;
  host: string;
  /** Ticks from the machine's start to the process's, where the system tells them; otherwise null. */
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

/** The 22nd field of proc_pid_stat(5); the second is a name in brackets that may hold anything. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // It has ended, and only waits to be asked how.
    return fields[0] === 'Z' ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
}
