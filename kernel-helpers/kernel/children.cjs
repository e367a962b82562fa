'use strict';
/**
 * Processes that inherit the kernel's output write into the cell that starts them: what Node hands on is the Jupyter
 * server's log.
 */
const childProcess = require('node:child_process');
const { syncBuiltinESMExports } = require('node:module');

const STREAMS = [undefined, process.stdout, process.stderr];

/** Which of a process's three first streams would be the kernel's own output, for an option `stdio` of Node. */
function inherited(stdio) {
  const each = Array.isArray(stdio) ? stdio : [stdio, stdio, stdio];
  return [1, 2].filter((fd) => each[fd] === 'inherit' || each[fd] === fd || each[fd] === STREAMS[fd]);
}

/** The option with pipes in place of those. */
function withPipes(stdio, fds) {
  const each = Array.isArray(stdio) ? [...stdio] : [stdio, stdio, stdio];
  fds.forEach((fd) => (each[fd] = 'pipe'));
  return each;
}

/** @param {(waits: boolean) => void} onWait told when this thread begins to wait for a process, and when it has ended */
function mendChildren(onWait) {
  const { ChildProcess } = childProcess;
  const { spawn } = ChildProcess.prototype;
  ChildProcess.prototype.spawn = function (options) {
    const fds = inherited(options.stdio);
    const result = spawn.call(
      this,
      fds.length > 0 ? { ...options, stdio: withPipes(options.stdio, fds) } : options
    );
    fds.forEach((fd) => {
      this.stdio[fd]?.on('data', (chunk) => STREAMS[fd].write(chunk));
      // As the caller expects of a stream that is inherited.
      this.stdio[fd] = null;
      this[fd === 1 ? 'stdout' : 'stderr'] = null;
    });
    return result;
  };
  const waiting = (start) =>
    // The name is how `ending.cjs` knows it.
    function waitForProcess(...args) {
      onWait(true);
      try {
        return start(...args);
      } finally {
        onWait(false);
      }
    };
  const [execFileSync, execSync, spawnSync] = [
    childProcess.execFileSync,
    childProcess.execSync,
    childProcess.spawnSync
  ].map(waiting);
  childProcess.spawnSync = (...args) => {
    const at = optionsAt(args);
    const fds = inherited(args[at]?.stdio);
    if (fds.length === 0) {
      return spawnSync(...args);
    }
    const result = spawnSync(...args.with(at, { ...args[at], stdio: withPipes(args[at].stdio, fds) }));
    fds.forEach((fd) => {
      STREAMS[fd].write(result.output?.[fd] ?? '');
    });
    return { ...result, stdout: null, stderr: null };
  };
  childProcess.execFileSync = (...args) => {
    const inherits = inherited(args[optionsAt(args)]?.stdio).length > 0;
    return inherits ? outputOf(childProcess.spawnSync(...args), args[0]) : execFileSync(...args);
  };
  childProcess.execSync = (command, options) => {
    const inherits = inherited(options?.stdio).length > 0;
    const started = () => childProcess.spawnSync(command, { ...options, shell: options.shell ?? true });
    return inherits ? outputOf(started(), command) : execSync(command, options);
  };
  syncBuiltinESMExports();
}

function optionsAt(args) {
  return args.findIndex((arg) => typeof arg === 'object' && arg !== null && !Array.isArray(arg));
}

/** What Node's `execSync` gives or throws for a process that has ended. */
function outputOf(result, command) {
  if (result.error || result.status !== 0) {
    throw Object.assign(result.error ?? new Error(`Command failed: ${command}`), result);
  }
  return result.stdout;
}

module.exports = { mendChildren };
