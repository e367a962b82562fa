'use strict';
/** What the kernel's threads tell each other without messages, because the main one may be in a loop that reads none. */

/** Places in one shared `Int32Array`. */
const PLACES = {
  /** Number of the newest interrupt that the main thread has heard of. */
  heard: 0,
  /** 1 while the running cell's code listens to the abort signal. */
  cooperative: 1,
  /** 1 while tslab's compiler works: ending it half-way costs a new one. */
  compiling: 2,
  /** 1 when a cell has begun since the last interrupt. */
  settled: 4,
  /** 1 when the last messages have been handed over. */
  flushed: 3,
  /** 1 while the main thread waits for a process, and for nothing else. */
  waits: 5
};

function createShared() {
  return new Int32Array(new SharedArrayBuffer(Object.keys(PLACES).length * Int32Array.BYTES_PER_ELEMENT));
}

module.exports = { PLACES, createShared };
