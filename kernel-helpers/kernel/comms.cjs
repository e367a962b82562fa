'use strict';
/** Comms: messages between a view in the browser and code in the kernel, also while a cell runs. */
const { AsyncResource } = require('node:async_hooks');
const { createRequire } = require('node:module');
const path = require('node:path');

/** Asked for by views of saved runs, also before any cell has loaded the helpers, as after a restart. */
const RUN_TARGET = 'efficientnet-lab.run';

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
      const id = content.comm_id;
      if (typeof id !== 'string') {
        // Nobody could be answered: what is closed or sent under it belongs to no comm.
        return;
      }
      const known = open.get(id);
      known?.heard(header);
      switch (header.msg_type) {
        case 'comm_open': {
          if (content.target_name === RUN_TARGET && !targets.has(RUN_TARGET)) {
            loadRuns();
          }
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

/** The very module that cells load later, without the rest of the helpers: it registers its target. */
function loadRuns() {
  for (const folder of [process.cwd(), __dirname]) {
    try {
      const require = createRequire(path.join(folder, 'cell.js'));
      const helpers = path.dirname(require.resolve('@efficientnet-lab/kernel-helpers/package.json'));
      require(path.join(helpers, 'lib', 'notebook', 'runs.js')).listenForViews();
      return;
    } catch {
      // Not above this folder: without helpers no run can be known here.
    }
  }
}

module.exports = { createComms };
