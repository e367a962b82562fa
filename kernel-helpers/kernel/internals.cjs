'use strict';
/** What Node keeps to itself and the kernel can't do without. */

const { noDeprecation } = process;
process.noDeprecation = true;
const {
  async_hook_fields: fields,
  constants,
  clearAsyncIdStack,
  execution_async_resources: resources
} = process.binding('async_wrap');
const { Signal } = process.binding('signal_wrap');
process.noDeprecation = noDeprecation;

/** Unwinds after code that never returns; there is no other way. */
exports.clearAsyncIdStack = clearAsyncIdStack;

/** What the code that runs now was called for, outermost first: timers, immediates, sockets, … */
exports.resources = () => resources.slice(0, fields[constants.kStackLength]);

/**
 * Listens to a signal beside all listeners of cells: when the last one of `process` goes, Node gives the signal back to
 * the system, which ends the process.
 */
exports.holdSignal = (number) => {
  const handle = new Signal();
  handle.unref();
  handle.start(number);
  return handle;
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
