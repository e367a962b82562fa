'use strict';
/** Ends whatever code the main thread is in. The guard calls it through the inspector, in the midst of that code. */
const { writeSync } = require('node:fs');
const { Session } = require('node:inspector');
const path = require('node:path');
const { canForgetCalls, forgetCalls, stackLines } = require('./internals.cjs');
const { noteLostImmediates } = require('./timers.cjs');

/** Lines of a stack before the code that is called in the midst of: this function and the guard's call. */
const OWN_LINES = 2;

/** Where Node notes calls: what is forgotten there would be noted again before the code ends. */
const CALLS = /node:internal\/(async_hooks|async_local_storage)/;

/** Frames that are searched for a cell's or a package's own. */
const DEPTH = 200;

/** What V8 itself does for the code that called it, and what has only waited for it. */
const isBuiltIn = (line) => line.endsWith('(<anonymous>)') || line.includes('at async ');
const isNodes = (line) => /[( ]node:/.test(line);
const isOwn = (line) => line.includes(__dirname);
/** What stands around a cell's call that starts a process, and has nothing of the kernel's own to end. */
const isAround = (line) => line.includes(path.join(__dirname, 'children.cjs'));
/** A loop that begins processes anew is nowhere else when it can be ended. */
const isWait = (line) => isAround(line) && line.includes('waitForProcess');

/** The kernel's own code with what it calls, and Node's between two calls of a cell's. @param {string[]} stack */
function isSpared(stack) {
  const wait = stack.findLastIndex(isWait);
  const outside = wait < 0 ? stack : stack.slice(wait).filter((line) => !isAround(line));
  return (
    (wait < 0 && stack[0].includes('node:internal/')) || isOwn(outside.find((line) => !isNodes(line)) ?? '')
  );
}

/** Whether the kernel works for itself: that comes to its end, and a request waits for it. @param {string[]} stack */
const isKernels = (stack) => stack.some(isOwn) && stack.every((line) => isOwn(line) || isNodes(line));

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
    const stack = stackLines(DEPTH)
      .slice(OWN_LINES)
      .filter((line) => !isBuiltIn(line));
    if (stack.length === 0) {
      return true;
    }
    if (CALLS.test(stack[0]) || isKernels(stack) || (!force && isSpared(stack))) {
      return false;
    }
    noteLostImmediates();
    forgetCalls();
    session.post('Runtime.terminateExecution');
    return true;
  };
}

module.exports = { codeEnder };
