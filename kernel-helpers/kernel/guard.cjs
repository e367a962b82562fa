'use strict';
/**
 * A thread of its own for the sockets and for what must work while the main thread is in a loop: interrupts, the end of
 * the kernel, and its end with the Jupyter server's. The main thread may be ended anywhere; this one never is.
 */
const { writeSync } = require('node:fs');
const { Session } = require('node:inspector');
const { parentPort, workerData } = require('node:worker_threads');
const { interruptOthers, signalNewestChild } = require('./group.cjs');
const { buildMessage, parseMessage } = require('./messages.cjs');
const { PLACES } = require('./shared.cjs');
const { openSockets } = require('./sockets.cjs');

/** Code that does not listen to the abort signal may take so long before it is ended. */
const GRACE_MS = 500;
/** Code that listens may need the end of a training step, and the compiler the end of a cell. */
const COOPERATION_MS = 10_000;
const CHECK_MS = 20;
/** After so many attempts in a row the kernel's own code is no longer spared: code that prints in a loop is in it often. */
const MAX_SPARED = 50;
/** What an interrupted cell has left behind is watched so long, unless another cell begins. */
const SETTLING_MS = 10_000;
/** Between two attempts: the first may have ended one loop of several, or one turn of what schedules itself again. */
const AGAIN_MS = 20;
/** Processes that a cell waits for are told again at each so many'th attempt. */
const SIGNAL_EVERY = 20;
/** One that the main thread waits for and that does not listen is ended, at these attempts. */
const HARDER = new Map([
  [100, 'SIGTERM'],
  [200, 'SIGKILL']
]);
/**
 * An attempt reaches the main thread when a call of Node or a library has returned. Until then there is one alone: others
 * would end what runs after it, the kernel's own code too. It is taken for lost after so long.
 */
const UNANSWERED_MS = 10_000;
/** After so many attempts the cell says that it can't be ended. */
const MAX_UNHEARD = 300;
const UNREACHED =
  'The interrupt has not ended this cell: it is in one long call of Node or a library, which can only end by itself. ' +
  'The cell ends when that call returns. To end it at once, restart the kernel.\n';
const PARENT_CHECK_MS = 2000;
/** Time for the main thread's own end: temporary files are removed then. */
const FAREWELL_MS = 2000;
/** Time for the sockets to send what they hold. */
const LINGER_MS = 50;

const { connection, zeromq, shared, parent, jupyter, ear } = workerData;
const toMain = (message) => parentPort.postMessage(message);
const read = (place) => Atomics.load(shared, PLACES[place]);

/** Requests are numbered in the order of their arrival, so that an interrupt can tell which came before it. */
let arrived = 0;
let interrupts = 0;
let watch = null;
/** The header of the request whose cell began last. */
let running = null;

function interrupted() {
  Atomics.store(shared, PLACES.settled, 0);
  toMain({ type: 'interrupt', number: ++interrupts, arrived });
  const now = Date.now();
  if (watch) {
    watch.asked++;
    watch.until = now + SETTLING_MS;
    return;
  }
  watch = {
    since: now,
    until: now + SETTLING_MS,
    asked: 1,
    attempts: 0,
    next: 0,
    posted: 0,
    spared: 0,
    unheard: 0
  };
  check();
}

/** Until the main thread reads its messages again, whatever keeps it from that is ended. */
function check() {
  const now = Date.now();
  if (read('heard') >= interrupts) {
    if (read('settled') || now > watch.until) {
      watch = null;
      return;
    }
    // A timer of the interrupted cell may begin a loop yet.
    watch.since = now;
    watch.unheard = 0;
    toMain({ type: 'ping', number: ++interrupts });
  }
  const patient = (read('cooperative') || read('compiling')) && watch.asked === 1 && watch.attempts === 0;
  if (now >= watch.since + (patient ? COOPERATION_MS : GRACE_MS) && now >= watch.next) {
    watch.next = now + AGAIN_MS;
    watch.attempts++;
    watch.unheard++;
    if (now >= watch.posted + UNANSWERED_MS) {
      endMainsCode();
    }
    if (watch.attempts % SIGNAL_EVERY === 0) {
      // It may wait for a process that has been started since.
      tellProcesses(interruptOthers);
    }
    if (read('waits') && HARDER.has(watch.unheard)) {
      tellProcesses(() => signalNewestChild(HARDER.get(watch.unheard)));
    }
    if (watch.unheard === MAX_UNHEARD && running !== null) {
      const content = { name: 'stderr', text: UNREACHED };
      sockets.send('iopub', buildMessage(connection.key, 'stream', content, running));
    }
  }
  setTimeout(check, CHECK_MS);
}

function endMainsCode() {
  const session = new Session();
  const ownWatch = watch;
  watch.posted = Date.now();
  session.connectToMainThread();
  const force = watch.spared > MAX_SPARED;
  const expression = `globalThis[Symbol.for('efficientnet-lab.kernel.end-code')](${force})`;
  session.post('Runtime.evaluate', { expression }, (_, answer) => {
    session.disconnect();
    ownWatch.posted = 0;
    // Once code has been ended, the kernel's own comes next.
    ownWatch.spared = answer?.result?.value === false ? ownWatch.spared + 1 : 0;
    toMain({ type: 'ended' });
  });
}

/** The Jupyter server's log: no cell is to blame. */
function reportToLog(error) {
  writeSync(2, `EfficientNet Lab kernel: ${error.message}\n`);
}

function end() {
  toMain({ type: 'exit' });
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), FAREWELL_MS);
}

/** Processes that a cell has started and waits for must end too. */
function tellProcesses(tell) {
  try {
    tell();
  } catch (error) {
    // The system tells of no processes: whoever started them must end them.
    reportToLog(error);
  }
}

function heard(channel, frames) {
  let request;
  try {
    request = parseMessage(connection.key, frames);
  } catch (error) {
    reportToLog(error);
    return;
  }
  const { header, identity } = request;
  const reply = (type, content) => {
    const message = buildMessage(connection.key, type, { status: 'ok', ...content }, header, identity);
    sockets.send(channel, message);
  };
  if (header.msg_type === 'interrupt_request') {
    // Not by a signal: it may be one with another that comes at the same moment.
    interrupted();
    tellProcesses(interruptOthers);
    reply('interrupt_reply');
  } else if (header.msg_type === 'shutdown_request') {
    reply('shutdown_reply', { restart: request.content?.restart === true });
    end();
  } else {
    toMain({ type: 'request', channel, request: { ...request, arrived: ++arrived } });
  }
}

const sockets = openSockets(require(zeromq), connection, heard);
sockets.ready.catch((error) => {
  reportToLog(error);
  end();
});

parentPort.on('message', ({ channel, frames, header }) => {
  if (channel === 'running') {
    running = header;
    return;
  }
  if (channel === 'flush') {
    setTimeout(() => {
      sockets.close();
      Atomics.store(shared, PLACES.flushed, 1);
      Atomics.notify(shared, PLACES.flushed);
    }, LINGER_MS);
    return;
  }
  sockets.send(channel, frames);
});
ear.on('message', interrupted);

/** Jupyter kills its kernels, unless it is killed itself: then nobody would. */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code !== 'ESRCH';
  }
}

const parentCheck = setInterval(() => {
  if (process.ppid !== parent || (jupyter > 0 && !isAlive(jupyter))) {
    clearInterval(parentCheck);
    end();
  }
}, PARENT_CHECK_MS);
