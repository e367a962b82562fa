'use strict';
/** Outputs that are updated in place: of quick updates some are passed over, and the last always arrives. */

// Node's own: cells may put others in the global place.
const { clearTimeout, setTimeout } = require('node:timers');
const { wellFormedJson } = require('./messages.cjs');

/** A server that gets more drops messages without a word (`iopub_data_rate_limit`, `iopub_msg_rate_limit`). */
const BYTES_PER_SECOND = 300_000;
const INTERVAL_MS = 50;

/** @param {(json: string, parent: object) => void} send sends update_display_data */
function createDisplays(send) {
  /** By display id: when the next update may leave, and the one that waits for it. */
  const outputs = new Map();

  function leave(output) {
    clearTimeout(output.timer);
    const { json, parent } = output.waiting;
    output.waiting = null;
    output.dueAt = Date.now() + Math.max(INTERVAL_MS, (1000 * json.length) / BYTES_PER_SECOND);
    send(json, parent);
  }

  return {
    /** @throws Error for what has no JSON */
    update(content, parent) {
      // Now, as it is: later it may have changed, and nobody would be there to hear that it can't be written.
      const json = wellFormedJson(content);
      const id = content.transient?.display_id;
      const output = outputs.get(id) ?? { dueAt: 0, waiting: null, timer: undefined };
      outputs.set(id, output);
      const scheduled = output.waiting !== null;
      output.waiting = { json, parent };
      const wait = output.dueAt - Date.now();
      if (wait <= 0) {
        leave(output);
      } else if (!scheduled) {
        output.timer = setTimeout(() => leave(output), wait);
      }
    },

    /** Sends what waits. */
    flush() {
      for (const output of outputs.values()) {
        if (output.waiting !== null) {
          leave(output);
        }
      }
    }
  };
}

module.exports = { createDisplays };
