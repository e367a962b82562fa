'use strict';
/** The kernel's message loop in place of tslab's: requests in, replies and outputs out. */
const { AsyncLocalStorage } = require('node:async_hooks');
const { readFileSync } = require('node:fs');
const { constants } = require('node:os');
const { mendChildren } = require('./children.cjs');
const { createComms } = require('./comms.cjs');
const { createDisplays } = require('./displays.cjs');
const { createHalts } = require('./halts.cjs');
const { buildMessage, isRecord } = require('./messages.cjs');
const { createQueue } = require('./queue.cjs');
const { createAnswers, replyType } = require('./requests.cjs');
const { createStates } = require('./states.cjs');
const { createStreams } = require('./streams.cjs');
const { startThreads } = require('./threads.cjs');
const { mendTimers, runLostImmediates } = require('./timers.cjs');

/** Where `src/notebook/bridge.ts` looks. */
const BRIDGE = Symbol.for('efficientnet-lab.kernel');

/**
 * @typedef {object} Cell
 * @property {object} request its execute_request
 * @property {AbortController} abort
 * @property {boolean} cooperative whether its code asked for the abort signal
 * @property {Set<Promise<unknown>>} works what heeds that signal, and has not ended
 * @property {boolean} isGivenUp whether it was interrupted and is no longer waited for
 * @property {number} [givenUpAt] when, in milliseconds
 * @property {boolean} isToldTwice whether it was interrupted a second time
 * @property {number} [count] the number that its code is called by
 */

/**
 * Replaces tslab's server, which loses messages and keeps silent.
 * @param {object} jupyter tslab's module
 * @param {ReturnType<import('./cells.cjs').traceCells>} cells
 * @param {{ zeromq: string, typescriptVersion: string }} versions path of tslab's zeromq
 */
function mendServer(jupyter, cells, { zeromq, typescriptVersion }) {
  const { ZmqServer } = jupyter;
  const contexts = new AsyncLocalStorage();
  let connection = null;
  let threads = null;
  /** The request that is answered now, if it is no cell's. */
  let handled = null;
  /** The newest cell: what output belongs to when it comes from no cell's code. */
  let newest = null;

  const cellOf = () => contexts.getStore() ?? newest;
  const send = (type, content, parent) =>
    threads.send('iopub', buildMessage(connection.key, type, content, parent));
  const streams = createStreams((cell, name, text) => send('stream', { name, text }, cell.request.header));
  /** Everything but text goes through here, so that text printed before it arrives before it. */
  const publish = (type, content, parent) => {
    streams.flush();
    if (content.execution_state === 'idle') {
      displays.flush();
    }
    send(type, content, parent);
  };
  const displays = createDisplays((content, parent) => publish('update_display_data', content, parent));
  const reply = (channel, type, content, request) =>
    threads.send(channel, buildMessage(connection.key, type, content, request.header, request.identity));
  const comms = createComms(publish);
  const queue = createQueue({
    cells,
    contexts,
    publish,
    reply,
    onStart(cell) {
      newest = cell;
      threads.begin(cell.request.header);
      threads.set('cooperative', 0);
      // The last one may have been ended in its wait.
      threads.set('waits', 0);
      threads.set('settled', 1);
    },
    onIdle: () => states.cellEnded(),
    onGivenUp: createHalts(contexts)
  });
  const states = createStates(
    (state, header) => publish('status', { execution_state: state }, header),
    queue
  );

  const display = (cell, content, update) =>
    update
      ? displays.update(content, cell.request.header)
      : publish('display_data', content, cell.request.header);
  // tslab's `display` reads this at each call; the cell is found from where the call comes from.
  jupyter.lastWriteDisplayData = (content, update) => display(cellOf(), content, update);

  globalThis[BRIDGE] = {
    version: 1,
    registerCommTarget: comms.register,
    cellOutput() {
      const cell = cellOf();
      // Where the front end tells it.
      const id = cell.request.metadata?.cellId;
      return {
        cellId: typeof id === 'string' ? id : undefined,
        display: (bundle, { displayId, update = false, metadata = {} } = {}) =>
          display(
            cell,
            { data: bundle, metadata, transient: displayId ? { display_id: displayId } : {} },
            update
          )
      };
    },
    interruptSignal() {
      const cell = cellOf();
      cell.cooperative = true;
      if (cell.request.header === queue.runningHeader()) {
        threads.set('cooperative', 1);
      }
      return cell.abort.signal;
    },
    heeds(work) {
      const { works } = cellOf();
      works.add(work);
      const end = () => works.delete(work);
      work.then(end, end);
    }
  };

  ZmqServer.prototype.init = async function () {
    connection = JSON.parse(readFileSync(this.configPath, 'utf8'));
    const answer = createAnswers({
      handler: this.handler,
      kernelInfo: () => kernelInfo(this.handler.handleKernel(), typescriptVersion),
      commInfo: comms.info
    });
    redirectOutput();
    mendChildren((waits) => threads.set('waits', waits ? 1 : 0));
    mendTimers(contexts);
    threads = startThreads(connection, zeromq, {
      request: ({ channel, request }) => handle(channel, request, answer),
      interrupt({ number, arrived }) {
        threads.set('heard', number);
        queue.interrupt(arrived);
        // For others that listen: signals come to the kernel's own thread.
        process.emit('SIGINT', 'SIGINT', constants.signals.SIGINT);
      },
      ping: ({ number }) => threads.set('heard', number),
      ended() {
        if (handled !== null) {
          settle();
        }
        queue.ended();
        runLostImmediates(contexts);
      }
    });
    cells.onCompile = (compiles) => threads.set('compiling', compiles ? 1 : 0);
  };

  function handle(channel, request, answer) {
    const { header, content } = request;
    if (header.msg_type === 'execute_request') {
      queue.add(channel, request);
      return;
    }
    handled = { channel, request };
    states.begin(header);
    if (isCommMessage(header)) {
      try {
        comms.handle({ header, content: isRecord(content) ? content : {} });
      } catch (error) {
        writeFailure(error, `A ${header.msg_type} handler failed`);
      }
      settle();
      return;
    }
    let result;
    try {
      result = answer(header.msg_type, content);
    } catch (error) {
      result = failed(error);
    }
    settle(result);
  }

  /** Ends the request in hand; one that an interrupt has ended in its midst too. */
  function settle(result = failed(new DOMException('The request was interrupted.', 'AbortError'))) {
    const { channel, request } = handled;
    handled = null;
    if (!isCommMessage(request.header)) {
      reply(channel, replyType(request.header.msg_type), result, request);
    }
    states.end(request.header);
  }

  function failed(error) {
    const { name, message, traceback } = cells.describeError(error);
    return { status: 'error', ename: name, evalue: message, traceback };
  }

  function redirectOutput() {
    streams.redirect(process.stdout, 'stdout', cellOf);
    streams.redirect(process.stderr, 'stderr', cellOf);
    // tslab prints these without saying whose they are.
    for (const event of ['uncaughtException', 'unhandledRejection']) {
      process.removeAllListeners(event);
      process.on(event, (error) =>
        writeFailure(error, 'Background work of this cell failed and nothing caught it')
      );
    }
  }

  function writeFailure(error, what) {
    process.stderr.write(`${what}\n${cells.describeError(error).traceback.join('\n')}\n`);
  }
}

function isCommMessage({ msg_type: type }) {
  return /^comm_(open|msg|close)$/.test(type);
}

function kernelInfo(stock, version) {
  return {
    status: 'ok',
    ...stock,
    banner: `TypeScript ${version} on Node ${process.version}, run by tslab`,
    language_info: { ...stock.language_info, version },
    help_links: []
  };
}

module.exports = { mendServer };
