'use strict';
/** The processes that cells have started: Jupyter makes a kernel the first of its group. */
const { execFileSync } = require('node:child_process');
const { readdirSync, readFileSync } = require('node:fs');

/** A process may start others while they are told. */
const LOOKS = 3;

/** Processes of a group, as the system tells them: the fifth field of proc_pid_stat(5), or what `ps` prints. */
function membersOf(group) {
  let pids;
  try {
    pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    const lines = execFileSync('ps', ['-A', '-o', 'pid=,pgid='], { encoding: 'utf8' }).trim().split('\n');
    const rows = lines.map((line) => line.trim().split(/\s+/).map(Number));
    return rows.filter((row) => row[1] === group).map(([pid]) => pid);
  }
  return pids.map(Number).filter((pid) => groupOf(pid) === group);
}

function groupOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is a name in brackets that may hold anything.
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2]);
  } catch {
    // It has ended.
    return null;
  }
}

/** Interrupts the others of this process's group, each once. A signal to the whole group would come back to this one. */
function interruptOthers() {
  const told = new Set([process.pid]);
  for (let look = 0; look < LOOKS; look++) {
    for (const pid of membersOf(process.pid).filter((member) => !told.has(member))) {
      told.add(pid);
      try {
        process.kill(pid, 'SIGINT');
      } catch {
        // It has ended.
      }
    }
  }
}

module.exports = { interruptOthers };
