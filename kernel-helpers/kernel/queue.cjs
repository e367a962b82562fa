'use strict';
/** Cells run one after another; this is their queue, and what interrupts and errors do to it. */

/** How long code that listens to the abort signal may take to end before the cell is given up. */
const COOPERATION_MS = 10_000;
/** After an error: time for requests that were sent before it was known to be read from the socket. */
const DRAIN_MS = 20;

const delay = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * @param {object} kernel
 * @param {ReturnType<import('./cells.cjs').traceCells>} kernel.cells
 * @param {import('node:async_hooks').AsyncLocalStorage} kernel.contexts
 * @param {(type: string, content: object, parent: object) => void} kernel.publish
 * @param {(socket: object, type: string, content: object, request: object) => void} kernel.reply
 * @param {(cell: object) => void} kernel.onStart
 */
function createQueue({ cells, contexts, publish, reply, onStart }) {
  const waiting = [];
  let running = null;
  let executionCount = 0;

  cells.onInterrupt = () => {
    if (!running) {
      return;
    }
    const again = running.abort.signal.aborted;
    running.abort.abort(new DOMException('The cell was interrupted.', 'AbortError'));
    if (again || !running.cooperative) {
      cells.interruptNow();
      return;
    }
    running.deadline = setTimeout(cells.interruptNow, COOPERATION_MS);
  };

  function status(state, header) {
    publish('status', { execution_state: state }, header);
  }

  async function work() {
    while (waiting.length > 0) {
      await execute(waiting.shift());
    }
    running = null;
  }

  async function execute({ socket, request }) {
    const { header, content } = request;
    const cell = { header, abort: new AbortController(), cooperative: false, deadline: undefined };
    running = cell;
    onStart(cell);
    status('busy', header);
    const count = content.silent ? executionCount : ++executionCount;
    if (!content.silent) {
      publish('execute_input', { code: content.code, execution_count: count }, header);
    }
    const failure = interruptedOr(cell, await contexts.run(cell, () => cells.run(count, content.code)));
    clearTimeout(cell.deadline);
    if (failure) {
      publish('error', errorContent(failure), header);
    }
    const stops = (failure || cell.abort.signal.aborted) && content.stop_on_error !== false;
    let aborted = [];
    if (stops) {
      // Before the reply: what a client sends after reading it must run.
      await delay(DRAIN_MS);
      aborted = waiting.splice(0);
    }
    const outcome = failure
      ? { status: 'error', ...errorContent(failure) }
      : { status: 'ok', user_expressions: {} };
    reply(socket, 'execute_reply', { ...outcome, execution_count: count, payload: [] }, request);
    status('idle', header);
    aborted.forEach(abort);
  }

  function abort({ socket, request }) {
    status('busy', request.header);
    reply(socket, 'execute_reply', { status: 'aborted', execution_count: executionCount }, request);
    status('idle', request.header);
  }

  return {
    add(job) {
      waiting.push(job);
      if (!running) {
        // Set before the first await, so that a second request can't start a second loop.
        running = { abort: new AbortController(), cooperative: false };
        void work();
      }
    }
  };
}

function errorContent({ name, message, traceback }) {
  return { ename: name, evalue: message, traceback };
}

/** An error that only says that the code was interrupted is reported under the name Jupyter users know. */
function interruptedOr(cell, failure) {
  const byInterrupt = /^Interrupted asynchronously$|interrupted by `SIGINT`|^The cell was interrupted\.$/;
  if (!failure || !byInterrupt.test(failure.message)) {
    return failure;
  }
  const message = cell.cooperative
    ? 'The cell was interrupted.'
    : 'The cell was interrupted. Asynchronous work that does not listen to the abort signal may still go on.';
  return {
    name: 'KeyboardInterrupt',
    message,
    traceback: [`\u001b[31mKeyboardInterrupt\u001b[0m: ${message}`]
  };
}

module.exports = { createQueue };
