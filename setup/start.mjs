import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { parseStartArguments } from './args.mjs';
import { SetupError } from './errors.mjs';
import { main } from './main.mjs';
import { RESULTS, ROOT, VENV, venvProgram } from './paths.mjs';
import { prepare } from './prepare.mjs';

const FIRST_NOTEBOOK = 'notebooks/00-start.ipynb';

/** macOS allows 103 characters and Linux 107. */
const MAX_SOCKET_PATH = 103;

const USAGE = `npm start                                 set up what is missing, then open JupyterLab on the first notebook
npm start -- --no-browser [JupyterLab's flags]
npm start -- --execute [notebook]         run a notebook without a browser; results go to results/
npm start -- --sweep definition.json      train the networks of a sweep, or go on with it; [--folder f] [--places n] [--ray address]
                                          [--records f] [--extend] [--retry-failed]
npm start -- --cpu | --gpu                choose TensorFlow's flavour; without, an NVIDIA driver decides`;

await main(async () => {
  const { flavour, execute, sweep, help, passedOn } = parseStartArguments(process.argv.slice(2));
  if (help) {
    console.log(USAGE);
    return 0;
  }
  const notebook = resolve(process.env.INIT_CWD ?? ROOT, execute?.notebook ?? join(ROOT, FIRST_NOTEBOOK));
  if (execute !== undefined && !existsSync(notebook)) {
    throw new SetupError(`There is no notebook ${notebook}.`, `Name one, e.g. ${FIRST_NOTEBOOK}.`);
  }
  const definition = resolve(process.env.INIT_CWD ?? ROOT, sweep?.definition ?? '');
  if (sweep !== undefined && !existsSync(definition)) {
    throw new SetupError(`There is no definition ${definition}.`, 'Name the JSON file of a sweep.');
  }
  await prepare({ flavour });
  if (sweep !== undefined) {
    return runSweep(definition, passedOn);
  }
  return execute === undefined ? openLab(passedOn) : executeNotebook(notebook);
});

/**
 * JupyterLab on this machine's loopback address, with its usual token. It shares our terminal, so that its own
 * question at Ctrl-C works.
 * @param {string[]} flags
 */
function openLab(flags) {
  const named = flags.some((flag) => flag.endsWith('.ipynb'));
  /** @param {string} name */
  const isSet = (name) => flags.some((flag) => flag.startsWith(name));
  return hand(venvProgram('python'), [
    '-m',
    'jupyterlab',
    ...(isSet('--ip') || isSet('--ServerApp.ip') ? [] : ['--ip=127.0.0.1']),
    ...(process.getuid?.() === 0 && !isSet('--allow-root') ? ['--allow-root'] : []),
    // Unlike a notebook's name, this is in the printed address too, for those who open the browser themselves.
    // Any user of the machine may connect to a port; to sockets in our own folder nobody else can.
    ...(isSet('--KernelManager.transport') || isSet('--KernelManager.ip')
      ? []
      : ['--KernelManager.transport=ipc']),
    ...(named || isSet('--LabApp.default_url') ? [] : [`--LabApp.default_url=/lab/tree/${FIRST_NOTEBOOK}`]),
    ...flags
  ]);
}

/** @param {string} notebook */
function executeNotebook(notebook) {
  return hand(venvProgram('python'), [
    join(ROOT, 'setup', 'execute.py'),
    relative(ROOT, notebook),
    relative(ROOT, RESULTS)
  ]);
}

/**
 * In the folder from which we were called, so that paths among the options mean what they say.
 * @param {string} definition
 * @param {string[]} options
 */
function runSweep(definition, options) {
  const program = join(ROOT, 'kernel-helpers', 'lib', 'search', 'sweep-process.js');
  return hand(process.execPath, [program, definition, ...options], process.env.INIT_CWD ?? ROOT);
}

/** Where Jupyter puts a kernel's sockets, or a folder of our own where their paths would be too long for sockets. */
function runtimeFolder() {
  const usual = process.env.JUPYTER_RUNTIME_DIR ?? join(homedir(), '.local/share/jupyter/runtime');
  const longest = join(usual, `kernel-${randomUUID()}-ipc-5`);
  return longest.length <= MAX_SOCKET_PATH
    ? {}
    : { JUPYTER_RUNTIME_DIR: mkdtempSync(join(tmpdir(), 'jupyter-')) };
}

/**
 * Hands terminal and signals to a command and takes its exit code.
 * @param {string} command
 * @param {string[]} args
 * @returns {Promise<number>}
 */
function hand(command, args, cwd = ROOT) {
  return new Promise((settle, reject) => {
    const child = spawn(command, args, {
      cwd,
      stdio: 'inherit',
      env: {
        ...process.env,
        ...runtimeFolder(),
        PATH: `${join(VENV, 'bin')}:${process.env.PATH}`,
        VIRTUAL_ENV: VENV
      }
    });
    // At Ctrl-C the terminal tells the child itself; a termination of this process alone must be passed on.
    process.on('SIGTERM', () => child.kill('SIGTERM'));
    process.on('SIGHUP', () => child.kill('SIGTERM'));
    child.on('error', reject);
    child.on('exit', (code, signal) => settle(code ?? (signal === 'SIGINT' ? 130 : 1)));
  });
}
