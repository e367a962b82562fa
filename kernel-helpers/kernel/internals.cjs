'use strict';
/** What Node says of the code that runs now, and how it is made to forget code that never returns. */
const { executionAsyncResource } = require('node:async_hooks');

/**
 * What Node calls with an exception that nobody caught. It is there to be replaced, and is all that forgets the calls of a
 * turn: Node ends the process when it finds some that never returned.
 */
const { _fatalException: handleUncaught } = process;

/** Whether code can be ended in the midst of it, by this Node. */
exports.canForgetCalls = typeof handleUncaught === 'function';

/** Forgets the calls of this turn, as after an exception that a listener has handled. */
exports.forgetCalls = () => {
  let isCaught = false;
  try {
    process.setUncaughtExceptionCaptureCallback(() => {});
    isCaught = true;
  } catch {
    // A cell's own, or its domains: they hear of it.
  }
  handleUncaught(new DOMException('The cell was interrupted.', 'AbortError'), false);
  if (isCaught) {
    process.setUncaughtExceptionCaptureCallback(null);
  }
};

/** The immediate whose callback runs now, if it is one. */
exports.runningImmediate = () => {
  const resource = executionAsyncResource();
  return resource?.constructor?.name === 'Immediate' ? resource : undefined;
};

/**
 * Listens to a signal for good: when the last listener goes, Node gives the signal back to the system, which ends the
 * process, and the next one takes it from the thread that hears it.
 */
exports.holdSignal = (name) => {
  const held = () => {};
  process.on(name, held);
  const { removeAllListeners, removeListener } = process;
  const removed = function (event, listener) {
    return listener === held ? this : removeListener.call(this, event, listener);
  };
  process.removeListener = removed;
  process.off = removed;
  process.removeAllListeners = function (...events) {
    for (const event of events.length > 0 ? events : this.eventNames()) {
      if (event === name) {
        this.rawListeners(name).forEach((listener) => this.removeListener(name, listener));
      } else {
        removeAllListeners.call(this, event);
      }
    }
    return this;
  };
};

/** Lines of the stack of what calls this, also asynchronous ones; `prepareStackTrace` of cells has no say. */
exports.stackLines = (limit) => {
  const { prepareStackTrace, stackTraceLimit } = Error;
  Error.prepareStackTrace = undefined;
  Error.stackTraceLimit = limit + 1;
  const lines = new Error().stack.split('\n');
  Object.assign(Error, { prepareStackTrace, stackTraceLimit });
  return lines.slice(2);
};
