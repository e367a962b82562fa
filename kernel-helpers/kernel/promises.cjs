'use strict';
/** What a cell shows of a promise: a forgotten `await` is told in a sentence, without Node's and the kernel's internals. */
const { inspect } = require('node:util');

const INTERNAL = /^(async_id_symbol|trigger_async_id_symbol|kResourceStore)$/;

// Node keeps what follows asynchronous work in properties of each promise, the whole running cell among them.
Object.defineProperty(Promise.prototype, inspect.custom, {
  configurable: true,
  writable: true,
  value() {
    for (const symbol of Object.getOwnPropertySymbols(this)) {
      if (INTERNAL.test(symbol.description)) {
        Object.defineProperty(this, symbol, { enumerable: false });
      }
    }
    return this;
  }
});

/** Prints a cell's last value. */
function showResult(value) {
  console.log(value);
  if (value instanceof Promise) {
    console.log(
      'This is a promise, not yet its result. Write `await` before the expression to get the result.'
    );
  }
}

module.exports = { showResult };
