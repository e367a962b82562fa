import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * When a process of this machine began, in words that no other process of its number shares; null when there is none, or
 * it has ended and only waits to be asked how.
 */
export function processStart(pid: number): string | null {
  if (!exists(pid)) {
    return null;
  }
  return process.platform === 'linux' ? fromProc(pid) : fromList(pid);
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Another user's process may not be asked, but it is there.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Ticks since the machine started, and which start that was (proc(5), fields 3 and 22). */
function fromProc(pid: number): string | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name before may hold anything.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
    return fields[0] === 'Z' || fields[0] === 'X' ? null : `${boot} ${fields[19]}`;
  } catch {
    return null;
  }
}

/** Where there is no list of processes, their number has to do. */
function fromList(pid: number): string {
  const { stdout } = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout?.trim() || 'some time ago';
}
