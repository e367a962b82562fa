'use strict';
/**
 * A thread that hears SIGINT, also while the main one is in a loop. Node tells signals to the main thread's event loop
 * alone, but lets a signal end a script that asked for it, in whichever thread: this one always waits in such a script.
 */
const vm = require('node:vm');
const { workerData } = require('node:worker_threads');

/** Scripts within scripts: a signal that comes while one is entered again ends the one around it, not the process. */
const DEPTH = 4;
const never = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

globalThis.listen = (depth) => {
  while (depth > 0) {
    try {
      vm.runInThisContext(`listen(${depth - 1})`, { breakOnSigint: true });
    } catch {
      workerData.port.postMessage('interrupt');
    }
  }
  Atomics.wait(never, 0, 0);
};

globalThis.listen(DEPTH);
