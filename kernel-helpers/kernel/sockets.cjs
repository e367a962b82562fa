'use strict';
/** Jupyter's five sockets. */

/**
 * @param {typeof import('zeromq')} zeromq
 * @param {object} connection the connection file's content
 * @param {(channel: 'shell' | 'control', frames: Buffer[]) => void} onMessage
 */
function openSockets(zeromq, connection, onMessage) {
  const separator = connection.transport === 'ipc' ? '-' : ':';
  const sockets = {
    iopub: new zeromq.Publisher(),
    shell: new zeromq.Router(),
    control: new zeromq.Router(),
    stdin: new zeromq.Router(),
    hb: new zeromq.Reply()
  };

  async function bind(channel) {
    const socket = sockets[channel];
    if (channel !== 'hb') {
      // Unlimited queue, no waiting: zeromq.js refuses a second send while one waits.
      socket.sendHighWaterMark = 0;
      socket.sendTimeout = 0;
    }
    await socket.bind(
      `${connection.transport}://${connection.ip}${separator}${connection[`${channel}_port`]}`
    );
  }

  async function listen(channel) {
    for await (const frames of sockets[channel]) {
      onMessage(channel, frames);
    }
  }

  async function echo() {
    for await (const frames of sockets.hb) {
      await sockets.hb.send(frames);
    }
  }

  async function open() {
    await Promise.all(Object.keys(sockets).map(bind));
    void listen('shell');
    void listen('control');
    void echo();
  }

  return {
    ready: open(),
    send(channel, frames) {
      // A client that has gone can't be told.
      sockets[channel].send(frames).catch(() => undefined);
    },
    close: () => Object.values(sockets).forEach((socket) => socket.close())
  };
}

module.exports = { openSockets };
