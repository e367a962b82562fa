'use strict';
/** Cells run one after another; this is their queue, and what interrupts and errors do to it. */

// Node's own: cells may put others in the global place.
const { clearTimeout, setTimeout } = require('node:timers');

/** How long code that listens to the abort signal may take to end before the cell is given up, once its work has ended. */
const COOPERATION_MS = 10_000;
/** The same after an interrupt has ended what the cell was doing: it may wait for something that is no more. */
const SHORT_COOPERATION_MS = 2000;
/** After an error: time for requests that were sent before it was known to be read from the socket. */
const DRAIN_MS = 20;
/** Time for a cell that is given up to tell so itself; what would have told it may have been ended. */
const GIVING_UP_MS = 200;

/**
 * Each step is a timer of its own: an interrupt may end any code of this thread for good, and with it whatever waits
 * for its return.
 * @param {object} kernel
 * @param {ReturnType<import('./cells.cjs').traceCells>} kernel.cells
 * @param {import('node:async_hooks').AsyncLocalStorage} kernel.contexts
 * @param {(type: string, content: object, parent: object) => void} kernel.publish
 * @param {(channel: string, type: string, content: object, request: object) => void} kernel.reply
 * @param {(cell: object) => void} kernel.onStart
 * @param {() => void} kernel.onIdle
 * @param {(cell: object) => void} kernel.onGivenUp
 */
function createQueue({ cells, contexts, publish, reply, onStart, onIdle, onGivenUp }) {
  let waiting = [];
  let running = null;
  let executionCount = 0;

  function status(state, header) {
    publish('status', { execution_state: state }, header);
  }

  function next() {
    running = waiting.shift() ?? null;
    if (running) {
      // Interrupts that have come are read first.
      setTimeout(execute, 0, running);
    }
  }

  async function execute(cell) {
    if (cell !== running) {
      return;
    }
    const { header, content } = cell.request;
    onStart(cell);
    status('busy', header);
    if (typeof content?.code !== 'string') {
      conclude(cell, unreadable(content));
      return;
    }
    cell.count = content.silent ? executionCount : ++executionCount;
    if (!content.silent) {
      publish('execute_input', { code: content.code, execution_count: cell.count }, header);
    }
    cell.isStarted = true;
    if (cell.abort.signal.aborted) {
      conclude(cell, { name: 'Interrupted', message: INTERRUPTED, traceback: [] });
      return;
    }
    cell.isSynchronous = true;
    const outcome = contexts.run(cell, () => cells.run(cell.count, content.code));
    cell.isSynchronous = false;
    conclude(cell, await outcome);
  }

  /** @param {import('./errors.cjs').CellFailure | null} failure */
  function conclude(cell, failure) {
    if (cell !== running || cell.isConcluded) {
      return;
    }
    cell.isConcluded = true;
    clearTimeout(cell.deadline);
    cell.failure = interruptedOr(cell, failure);
    if (cell.failure) {
      publish('error', errorContent(cell.failure), cell.request.header);
    }
    const stops =
      (cell.failure || cell.abort.signal.aborted) && cell.request.content?.stop_on_error !== false;
    // Before the reply: what a client sends after reading it must run.
    setTimeout(answer, stops ? DRAIN_MS : 0, cell, stops);
  }

  function answer(cell, stops) {
    const { request, failure } = cell;
    // What came after an interrupt was meant to run.
    const isStopped = (other) => stops && other.request.arrived <= (cell.interruptedAt ?? Infinity);
    const aborted = waiting.filter(isStopped);
    waiting = waiting.filter((other) => !isStopped(other));
    const outcome = failure
      ? { status: 'error', ...errorContent(failure) }
      : { status: 'ok', user_expressions: {} };
    reply(
      cell.channel,
      'execute_reply',
      { ...outcome, execution_count: cell.count ?? executionCount, payload: [] },
      request
    );
    status('idle', request.header);
    aborted.forEach(abort);
    running = null;
    onIdle();
    next();
  }

  function abort({ channel, request }) {
    status('busy', request.header);
    reply(channel, 'execute_reply', { status: 'aborted', execution_count: executionCount }, request);
    status('idle', request.header);
  }

  function giveUp(cell) {
    if (cell !== running || cell.isConcluded) {
      return;
    }
    cell.isGivenUp = true;
    cell.givenUpAt = Date.now();
    onGivenUp(cell);
    cells.interruptNow();
    setTimeout(() => {
      if (cell === running && !cell.isConcluded) {
        cells.abandon();
        conclude(cell, { name: 'Interrupted', message: INTERRUPTED, traceback: [] });
      }
    }, GIVING_UP_MS);
  }

  /** Work that ends by itself takes as long as it takes, such as one step of a large network. */
  function beginPatience(cell) {
    cell.isPatient = true;
    if (cell.works.size === 0) {
      cell.deadline = setTimeout(giveUp, COOPERATION_MS, cell);
      return;
    }
    Promise.allSettled(cell.works).then(() => {
      cell.deadline ??= setTimeout(giveUp, COOPERATION_MS, cell);
    });
  }

  return {
    /** The header of the request whose cell runs, or null. */
    runningHeader: () => running?.request.header ?? null,

    add(channel, request) {
      waiting.push({
        channel,
        request,
        abort: new AbortController(),
        cooperative: false,
        isGivenUp: false,
        isToldTwice: false,
        isPatient: false,
        works: new Set(),
        deadline: undefined
      });
      if (!running) {
        next();
      }
    },

    /** @param {number} arrived number of the last request that came before the interrupt */
    interrupt(arrived) {
      if (!running || running.request.arrived > arrived) {
        return;
      }
      const cell = running;
      cell.interruptedAt ??= arrived;
      if (cell.isConcluded) {
        // A process that it waited for has heard of the interrupt before.
        return;
      }
      const isFirst = !cell.abort.signal.aborted;
      const isPatient = isFirst && cell.cooperative;
      if (isPatient && cell.isStarted) {
        // Before its code is told, which may be in a loop and never return.
        beginPatience(cell);
      }
      cell.abort.abort(new DOMException(INTERRUPTED, 'AbortError'));
      if (!cell.isStarted) {
        // It won't be run.
        return;
      }
      cell.isToldTwice = !isFirst;
      if (!isPatient) {
        giveUp(cell);
      }
    },

    /** Code of this thread was ended for an interrupt, the running cell's or another's. */
    ended() {
      const cell = running;
      if (cell?.isSynchronous) {
        giveUp(cell);
      } else if (cell?.isPatient) {
        clearTimeout(cell.deadline);
        cell.deadline = setTimeout(giveUp, SHORT_COOPERATION_MS, cell);
      }
    }
  };
}

const INTERRUPTED = 'The cell was interrupted.';

function unreadable(content) {
  const message = `got ${JSON.stringify(content?.code) ?? 'no code'}, expected the cell's code as a text.`;
  return { name: 'RequestError', message, traceback: [`RequestError: ${message}`] };
}

function errorContent({ name, message, traceback }) {
  return { ename: name, evalue: message, traceback };
}

/** An error that only says that the code was interrupted is reported under the name Jupyter users know. */
function interruptedOr(cell, failure) {
  const isInterrupt = failure?.message === 'Interrupted asynchronously' || failure?.message === INTERRUPTED;
  if (!isInterrupt) {
    return failure;
  }
  const message =
    cell.cooperative || cell.isSynchronous !== false
      ? INTERRUPTED
      : `${INTERRUPTED} Work that packages do for it may still go on.`;
  return {
    name: 'KeyboardInterrupt',
    message,
    traceback: [`\u001b[31mKeyboardInterrupt\u001b[0m: ${message}`]
  };
}

module.exports = { createQueue };
