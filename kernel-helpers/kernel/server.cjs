'use strict';
/** The kernel's message loop in place of tslab's: requests in, replies and outputs out. */
const { AsyncLocalStorage } = require('node:async_hooks');
const { createComms } = require('./comms.cjs');
const { createDisplays } = require('./displays.cjs');
const { buildMessage, parseMessage } = require('./messages.cjs');
const { createQueue } = require('./queue.cjs');
const { createStreams } = require('./streams.cjs');

/** Where `src/notebook/bridge.ts` looks. */
const BRIDGE = Symbol.for('efficientnet-lab.kernel');
const PARENT_CHECK_MS = 2000;
/** Time for the last messages to leave before the process ends. */
const FAREWELL_MS = 100;

/**
 * @typedef {object} Cell
 * @property {object} header of its execute_request
 * @property {AbortController} abort
 * @property {boolean} cooperative whether its code asked for the abort signal
 */

/** Replaces the parts of tslab's server that lose messages or keep silent. */
function mendServer(jupyter, cells, typescriptVersion) {
  const { ZmqServer } = jupyter;
  const contexts = new AsyncLocalStorage();
  let server = null;
  /** The newest cell: what output belongs to when it comes from no cell's code. */
  let newest = null;

  const cellOf = () => contexts.getStore() ?? newest;
  const send = (type, content, parent) =>
    server.iopub.send(buildMessage(server.connInfo.key, type, content, parent));
  const streams = createStreams((cell, name, text) => send('stream', { name, text }, cell.header));
  /** Everything but text goes through here, so that text printed before it arrives before it. */
  const publish = (type, content, parent) => {
    streams.flush();
    if (content.execution_state === 'idle') {
      displays.flush();
    }
    send(type, content, parent);
  };
  const displays = createDisplays((content, parent) => publish('update_display_data', content, parent));
  const reply = (socket, type, content, request) =>
    socket.send(buildMessage(server.connInfo.key, type, content, request.header, request.identity));
  const comms = createComms(publish);
  const queue = createQueue({ cells, contexts, publish, reply, onStart: (cell) => (newest = cell) });

  const display = (cell, content, update) =>
    update ? displays.update(content, cell.header) : publish('display_data', content, cell.header);
  // tslab's `display` reads this at each call; the cell is found from where the call comes from.
  jupyter.lastWriteDisplayData = (content, update) => display(cellOf(), content, update);

  globalThis[BRIDGE] = {
    version: 1,
    registerCommTarget: comms.register,
    cellOutput() {
      const cell = cellOf();
      return {
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
      return cell.abort.signal;
    }
  };

  const bind = ZmqServer.prototype.bindSocket;
  ZmqServer.prototype.bindSocket = function (socket, port) {
    if (socket !== this.hb) {
      // Unlimited queue, no waiting: zeromq.js refuses a second send while one waits, and tslab ignores that.
      socket.sendHighWaterMark = 0;
      socket.sendTimeout = 0;
    }
    return bind.call(this, socket, port);
  };

  const handle = ZmqServer.prototype.handleShellMessage;
  ZmqServer.prototype.handleShellMessage = async function (socket, ...frames) {
    if (!server) {
      server = this;
      redirectOutput();
    }
    let request;
    try {
      request = parseMessage(this.connInfo.key, frames);
    } catch (error) {
      reportToLog(error);
      return;
    }
    const { header, content } = request;
    if (header.msg_type === 'execute_request') {
      queue.add({ socket, request });
      return;
    }
    const answer = () => {
      switch (header.msg_type) {
        case 'comm_open':
        case 'comm_msg':
        case 'comm_close':
          return comms.handle(request);
        case 'comm_info_request':
          return reply(
            socket,
            'comm_info_reply',
            { status: 'ok', comms: comms.info(content.target_name) },
            request
          );
        case 'kernel_info_request':
          return reply(
            socket,
            'kernel_info_reply',
            kernelInfo(this.handler.handleKernel(), typescriptVersion),
            request
          );
        case 'shutdown_request':
          return reply(
            socket,
            'shutdown_reply',
            { status: 'ok', restart: content.restart === true },
            request
          );
        default:
          return null;
      }
    };
    if (!/^(comm_|kernel_info|shutdown)/.test(header.msg_type)) {
      await handle.call(this, socket, ...frames);
      return;
    }
    publish('status', { execution_state: 'busy' }, header);
    try {
      answer();
    } catch (error) {
      writeFailure(error, `A ${header.msg_type} handler failed`);
    } finally {
      publish('status', { execution_state: 'idle' }, header);
    }
    if (header.msg_type === 'shutdown_request') {
      setTimeout(() => process.exit(0), FAREWELL_MS);
    }
  };

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

  return {
    /** Jupyter kills its kernels, unless it is killed itself: then nobody would. */
    whenParentEnds() {
      const parent = process.ppid;
      // Jupyter says its process; it may be gone before this one has started.
      const jupyterProcess = Number(process.env.JPY_PARENT_PID);
      const check = () => {
        if (process.ppid !== parent || (jupyterProcess > 0 && !isAlive(jupyterProcess))) {
          process.exit(0);
        }
      };
      setInterval(check, PARENT_CHECK_MS).unref();
    }
  };
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code !== 'ESRCH';
  }
}

/** The Jupyter server's log: past the redirection, because no cell is to blame. */
function reportToLog(error) {
  require('node:fs').writeSync(2, `EfficientNet Lab kernel: ${error.message}\n`);
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
