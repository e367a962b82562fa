'use strict';
/** The processes that cells have started: Jupyter makes a kernel the first of its group. */
const { execFileSync } = require('node:child_process');
const { readdirSync, readFileSync } = require('node:fs');

/** A process may start others while they are told. */
const LOOKS = 3;

/**
 * @typedef {{ pid: number, parent: number, group: number, began: number }} SystemProcess `began` orders them by their start
 */

/** @returns {SystemProcess[]} as the system tells them: fields of proc_pid_stat(5), or what `ps` prints */
function processes() {
  let pids;
  try {
    pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    const columns = 'pid=,ppid=,pgid=';
    const lines = execFileSync('ps', ['-A', '-o', columns], { encoding: 'utf8' }).trim().split('\n');
    return lines
      .map((line) => line.trim().split(/\s+/).map(Number))
      .map(([pid, parent, group]) => ({ pid, parent, group, began: pid }));
  }
  return pids.flatMap((pid) => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      // The second field is a name in brackets that may hold anything.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      const [parent, group, began] = [fields[1], fields[2], fields[19]].map(Number);
      return [{ pid: Number(pid), parent, group, began }];
    } catch {
      // It has ended.
      return [];
    }
  });
}

function signalAll(pids, signal) {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch {
      // It has ended.
    }
  }
}

/** Interrupts the others of this process's group, each once. A signal to the whole group would come back to this one. */
function interruptOthers() {
  const told = new Set([process.pid]);
  for (let look = 0; look < LOOKS; look++) {
    const others = processes().filter(({ pid, group }) => group === process.pid && !told.has(pid));
    const pids = others.map(({ pid }) => pid);
    pids.forEach((pid) => told.add(pid));
    signalAll(pids, 'SIGINT');
  }
}

/** Signals the child that was started last, and all that it has started: they may hold its output open. */
function signalNewestChild(signal) {
  const all = processes();
  const children = all.filter(({ parent }) => parent === process.pid);
  if (children.length === 0) {
    return;
  }
  const family = [children.reduce((newest, child) => (child.began >= newest.began ? child : newest))];
  for (const { pid } of family) {
    family.push(...all.filter(({ parent }) => parent === pid));
  }
  signalAll(
    family.map(({ pid }) => pid),
    signal
  );
}

module.exports = { interruptOthers, signalNewestChild };
