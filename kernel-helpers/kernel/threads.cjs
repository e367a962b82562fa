'use strict';
/** The main thread's side of the kernel's other threads. */
const path = require('node:path');
const { MessageChannel, Worker } = require('node:worker_threads');
const { codeEnder } = require('./ending.cjs');
const { holdSignal } = require('./internals.cjs');
const { SESSION } = require('./messages.cjs');
const { PLACES, createShared } = require('./shared.cjs');

/** Time for the last messages to leave before the process ends. */
const FAREWELL_MS = 200;

/**
 * @param {object} connection the connection file's content
 * @param {string} zeromq path of tslab's own
 * @param {Record<'request' | 'interrupt' | 'ping' | 'ended', (message: object) => void>} handlers
 */
function startThreads(connection, zeromq, handlers) {
  const shared = createShared();
  const { port1, port2 } = new MessageChannel();
  const guard = new Worker(path.join(__dirname, 'guard.cjs'), {
    workerData: {
      connection,
      zeromq,
      shared,
      session: SESSION,
      parent: process.ppid,
      // Jupyter says its process; it may be gone before this one has started.
      jupyter: Number(process.env.JPY_PARENT_PID),
      ear: port1
    },
    transferList: [port1]
  });
  guard.on('message', (message) => {
    if (message.type === 'exit') {
      process.exit(0);
    }
    handlers[message.type](message);
  });
  guard.on('error', (error) => {
    // Without its sockets a kernel is of no use, and Jupyter starts another one.
    process.stderr.write(`EfficientNet Lab kernel: ${error.stack}\n`);
    process.exit(1);
  });

  // The thread that listens last hears the signal. What is held stays, so that no listener, coming or going, changes that.
  holdSignal('SIGINT');
  const ear = new Worker(path.join(__dirname, 'ear.cjs'), {
    workerData: { port: port2 },
    transferList: [port2]
  });
  ear.unref();

  Object.defineProperty(globalThis, Symbol.for('efficientnet-lab.kernel.end-code'), { value: codeEnder() });

  process.on('exit', () => {
    guard.postMessage({ channel: 'flush' });
    Atomics.wait(shared, PLACES.flushed, 0, FAREWELL_MS);
  });

  return {
    send: (channel, frames) => guard.postMessage({ channel, frames }),
    begin: (header) => guard.postMessage({ channel: 'running', header }),
    set: (place, value) => Atomics.store(shared, PLACES[place], value)
  };
}

module.exports = { startThreads };
