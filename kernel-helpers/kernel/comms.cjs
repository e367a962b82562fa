'use strict';
/** Comms: messages between a view in the browser and code in the kernel, also while a cell runs. */
const { AsyncResource } = require('node:async_hooks');
const { randomUUID } = require('node:crypto');

/** @param {(type: string, content: object, parent: object) => void} publish sends on iopub */
function createComms(publish) {
  const targets = new Map();
  const open = new Map();

  function createComm(id, target, data, parent, within) {
    let latest = parent;
    const comm = {
      id,
      data,
      onMessage: null,
      onClose: null,
      send: (content) => publish('comm_msg', { comm_id: id, data: content }, latest),
      close(content = {}) {
        if (open.delete(id)) {
          publish('comm_close', { comm_id: id, data: content }, latest);
        }
      }
    };
    open.set(id, {
      comm,
      target,
      within,
      heard: (header) => {
        latest = header;
      }
    });
    return comm;
  }

  return {
    register(target, handler) {
      // What the handler shows belongs to the cell that registered it.
      const entry = { handler, within: AsyncResource.bind((call) => call()) };
      targets.set(target, entry);
      return () => {
        if (targets.get(target) === entry) {
          targets.delete(target);
        }
      };
    },

    /** Answers comm_open, comm_msg and comm_close. */
    handle({ header, content }) {
      const id = content.comm_id ?? randomUUID();
      const known = open.get(id);
      known?.heard(header);
      switch (header.msg_type) {
        case 'comm_open': {
          const entry = targets.get(content.target_name);
          if (!entry) {
            publish('comm_close', { comm_id: id, data: {} }, header);
            return;
          }
          const comm = createComm(id, content.target_name, content.data, header, entry.within);
          entry.within(() => entry.handler(comm));
          return;
        }
        case 'comm_msg':
          known?.within(() => known.comm.onMessage?.(content.data));
          return;
        default:
          open.delete(id);
          known?.within(() => known.comm.onClose?.());
      }
    },

    /** For comm_info_reply. */
    info(targetName) {
      const listed = [...open].filter(([, entry]) => !targetName || entry.target === targetName);
      return Object.fromEntries(listed.map(([id, entry]) => [id, { target_name: entry.target }]));
    }
  };
}

module.exports = { createComms };
