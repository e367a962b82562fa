'use strict';
/**
 * Timers of cells. A cell that was given up starts no more of them, so that what it waits for in a loop is its last; and
 * immediates that stood in line behind one that an interrupt has ended are run: Node loses them, and is never idle again.
 */
const { syncBuiltinESMExports } = require('node:module');
const timers = require('node:timers');
const { promisify } = require('node:util');
const { isEnded } = require('./halts.cjs');
const { runningImmediate, stackLines } = require('./internals.cjs');

/** Frames that are searched for a cell's own. */
const DEPTH = 200;

const { clearImmediate, clearInterval, clearTimeout, promises, setImmediate, setInterval, setTimeout } =
  timers;
const ticks = promises.setInterval;

/** The cells that immediates come from. */
const cellsOf = new WeakMap();
const lost = new Set();

/** To be called in the midst of the code that is about to be ended. */
function noteLostImmediates() {
  for (let next = runningImmediate()?._idleNext; next; next = next._idleNext) {
    lost.add(next);
  }
}

/** @param {import('node:async_hooks').AsyncLocalStorage} contexts what runs in which cell */
function runLostImmediates(contexts) {
  for (const immediate of lost) {
    const { _onImmediate: callback, _argv: args } = immediate;
    // One that was cleared has none.
    if (typeof callback === 'function') {
      clearImmediate(immediate);
      contexts.run(cellsOf.get(immediate), () => setImmediate(callback, ...(args ?? [])));
    }
  }
  lost.clear();
}

/** @param {import('node:async_hooks').AsyncLocalStorage} contexts what runs in which cell */
function mendTimers(contexts) {
  // Libraries keep timers of their own, whichever cell called them first: what counts is that a cell waits.
  const isOf = (cell) => {
    const lines = stackLines(DEPTH).filter((line) => !line.includes(__filename));
    return !lines[0]?.includes(__dirname) && lines.some((line) => line.includes(`In [${cell.count}]:`));
  };
  const callerEnded = () => {
    const cell = contexts.getStore();
    return isEnded(cell) && isOf(cell);
  };
  /** A function in place of one of Node's, with what is attached to that. */
  const inPlaceOf = (original, promise, replacement) =>
    Object.defineProperties(replacement, {
      ...Object.getOwnPropertyDescriptors(original),
      ...(promise ? { [promisify.custom]: { value: promise } } : {})
    });
  const promised =
    (make) =>
    (...args) =>
      callerEnded() ? new Promise(() => {}) : make(...args);

  const delay = promised(promises.setTimeout);
  const turn = promised(promises.setImmediate);
  const mended = {
    setTimeout: inPlaceOf(setTimeout, delay, (...args) => {
      const timer = setTimeout(...args);
      if (callerEnded()) {
        clearTimeout(timer);
      }
      return timer;
    }),
    setImmediate: inPlaceOf(setImmediate, turn, (...args) => {
      const immediate = setImmediate(...args);
      cellsOf.set(immediate, contexts.getStore());
      if (callerEnded()) {
        clearImmediate(immediate);
      }
      return immediate;
    }),
    setInterval: inPlaceOf(setInterval, null, (callback, ...rest) => {
      const cell = contexts.getStore();
      if (typeof callback !== 'function' || cell === undefined || !isOf(cell)) {
        return setInterval(callback, ...rest);
      }
      const timer = setInterval(
        function (...args) {
          return isEnded(cell) ? clearInterval(timer) : callback.apply(this, args);
        },
        ...rest
      );
      return timer;
    })
  };
  Object.assign(timers, mended);
  Object.assign(globalThis, mended);
  Object.assign(promises, { setTimeout: delay, setImmediate: turn, setInterval: ticking });
  const { scheduler } = promises;
  const [wait, yielded] = [scheduler.wait, scheduler.yield].map((make) => promised(make.bind(scheduler)));
  Object.assign(scheduler, { wait, yield: yielded });
  syncBuiltinESMExports();

  function ticking(...args) {
    const iterator = ticks(...args);
    const next = iterator.next.bind(iterator);
    iterator.next = (...values) => {
      if (!callerEnded()) {
        return next(...values);
      }
      void iterator.return();
      return new Promise(() => {});
    };
    return iterator;
  }
}

module.exports = { mendTimers, noteLostImmediates, runLostImmediates };
