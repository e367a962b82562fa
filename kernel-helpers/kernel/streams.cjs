'use strict';
/**
 * Text output, gathered for a moment so that ten thousand lines are a few messages: Jupyter servers drop
 * messages beyond a rate, and browsers choke on them. Order with other output is kept by `flush`.
 */
const { StringDecoder } = require('node:string_decoder');
// Node's own: cells may put others in the global place.
const { clearTimeout, setTimeout } = require('node:timers');

/** So many messages leave at once, because a synchronous loop lets no timer run; then they are gathered. */
const BURST = 50;
const WAIT_MS = 50;
const MAX_CHARACTERS = 1 << 16;

/** @param {(cell: object, name: string, text: string) => void} send */
function createStreams(send) {
  let pending = null;
  let timer = null;
  let lastSent = 0;
  let burst = BURST;

  function flush() {
    clearTimeout(timer);
    timer = null;
    if (pending) {
      const { cell, name, text } = pending;
      pending = null;
      lastSent = Date.now();
      send(cell, name, text);
    }
  }

  function write(cell, name, text) {
    if (pending && (pending.cell !== cell || pending.name !== name)) {
      flush();
    }
    pending ??= { cell, name, text: '' };
    pending.text += text;
    const rested = Date.now() - lastSent >= WAIT_MS;
    burst = rested ? BURST : burst - 1;
    if (rested || burst > 0 || pending.text.length >= MAX_CHARACTERS) {
      flush();
    } else {
      timer ??= setTimeout(flush, WAIT_MS);
    }
  }

  /** Replaces a stream's `write`; `cellOf` tells whose output it is. */
  function redirect(stream, name, cellOf) {
    const decoder = new StringDecoder('utf8');
    const direct = stream.write.bind(stream);
    stream.write = (chunk, encoding, callback) => {
      const cell = cellOf();
      const done = typeof encoding === 'function' ? encoding : callback;
      if (!cell) {
        return direct(chunk, encoding, callback);
      }
      write(cell, name, typeof chunk === 'string' ? chunk : decoder.write(Buffer.from(chunk)));
      if (done) {
        process.nextTick(done);
      }
      return true;
    };
  }

  return { flush, redirect };
}

module.exports = { createStreams };
