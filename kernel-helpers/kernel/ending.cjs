'use strict';
/** Ends whatever code the main thread is in. The guard calls it through the inspector, in the midst of that code. */
const { writeSync } = require('node:fs');
const { Session } = require('node:inspector');
const { canForgetCalls, forgetCalls, stackLines } = require('./internals.cjs');
const { noteLostImmediates } = require('./timers.cjs');

/** Lines of a stack before the code that is called in the midst of: this function and the guard's call. */
const OWN_LINES = 2;

/** Where Node notes calls: what is forgotten there would be noted again before the code ends. */
const CALLS = /node:internal\/(async_hooks|async_local_storage)/;

/** The kernel's own code, and Node's between two calls of a cell's. */
const isSpared = (line) => line.includes(__dirname) || line.includes('node:internal/');

/**
 * @returns {(force: boolean) => boolean} ends the code that it interrupts, without a `finally`, if there is some; unless
 *   forced, only code of cells and packages. It says whether none is left that was spared
 */
function codeEnder() {
  if (!canForgetCalls) {
    writeSync(
      2,
      `EfficientNet Lab kernel: Node ${process.version} has no process._fatalException, so an interrupt ends what awaits, ` +
        'but no loop that does not. Node 20 to 25 have it.\n'
    );
    return () => true;
  }
  const session = new Session();
  session.connect();
  return (force) => {
    const innermost = stackLines(OWN_LINES + 1)[OWN_LINES];
    if (innermost === undefined) {
      return true;
    }
    if (CALLS.test(innermost) || (!force && isSpared(innermost))) {
      return false;
    }
    noteLostImmediates();
    forgetCalls();
    session.post('Runtime.terminateExecution');
    return true;
  };
}

module.exports = { codeEnder };
