'use strict';
/**
 * Busy or idle, as front ends show it: each message is announced by `busy` and `idle`, but while a cell runs nothing
 * else may leave the kernel idle.
 */

/** Of messages whose `idle` waits for the cell's end; then the earliest is told, for who waits for it. */
const MAX_WAITING = 1000;

/**
 * @param {(state: 'busy' | 'idle', header: object) => void} publish
 * @param {{ runningHeader: () => object | null }} queue
 */
function createStates(publish, queue) {
  let waiting = [];

  function tellIdle(headers) {
    headers.forEach((header) => publish('idle', header));
    const running = queue.runningHeader();
    if (running) {
      publish('busy', running);
    }
  }

  return {
    begin: (header) => publish('busy', header),

    end(header) {
      const isComm = header.msg_type.startsWith('comm_') && header.msg_type !== 'comm_info_request';
      if (!isComm || !queue.runningHeader()) {
        tellIdle([header]);
        return;
      }
      // Nobody waits for it, unlike for the end of a request with a reply.
      waiting.push(header);
      if (waiting.length > MAX_WAITING) {
        tellIdle(waiting.splice(0));
      }
    },

    cellEnded() {
      const headers = waiting;
      waiting = [];
      tellIdle(headers);
    }
  };
}

module.exports = { createStates };
