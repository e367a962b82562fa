import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { parseStartArguments } from './args.mjs';
import { SetupError } from './errors.mjs';
import { main } from './main.mjs';
import { JUPYTER, RESULTS, ROOT, VENV, venvProgram } from './paths.mjs';
import { prepare } from './prepare.mjs';

const FIRST_NOTEBOOK = 'notebooks/00-start.ipynb';
const NOTEBOOKS = join(ROOT, 'notebooks');

const USAGE = `npm start                                 set up what is missing, then open JupyterLab on the first notebook
npm start -- --no-browser [JupyterLab's flags]
npm start -- --execute [notebook]         run a notebook without a browser; results go to results/; [-p name value]...
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
  return execute === undefined ? openLab(passedOn) : executeNotebook(notebook, passedOn);
});

/**
 * JupyterLab on this machine's loopback address, with its usual token. It shares our terminal, so that its own
 * question at Ctrl-C works.
 * @param {string[]} flags
 */
function openLab(flags) {
  const named = flags.some((flag) => flag.endsWith('.ipynb') || flag.startsWith('--LabApp.default_url'));
  return hand(venvProgram('python'), [
    ...['-m', 'efficientnet_lab.cli', 'lab'],
    // Unlike a notebook's name, this is in the printed address too, for those who open the browser themselves.
    ...(named ? [] : [`--LabApp.default_url=/lab/tree/${FIRST_NOTEBOOK}`]),
    ...flags
  ]);
}

/**
 * @param {string} notebook
 * @param {string[]} options
 */
function executeNotebook(notebook, options) {
  const below = relative(NOTEBOOKS, dirname(notebook));
  // Notebooks of one name in different folders do not replace each other's results.
  const results = below.startsWith('..') ? join(dirname(notebook), 'results') : join(RESULTS, below);
  return hand(venvProgram('python'), [
    ...['-m', 'efficientnet_lab.execute'],
    ...[shortest(notebook), '--results', shortest(results)],
    ...options
  ]);
}

/**
 * A path as a person in the clone would write it.
 * @param {string} path
 */
function shortest(path) {
  const below = relative(ROOT, path);
  return below.startsWith('..') ? path : below;
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
        // What JupyterLab keeps stays in the clone, and another clone's tabs and settings stay away from it.
        JUPYTER_CONFIG_DIR: join(JUPYTER, 'config'),
        JUPYTER_DATA_DIR: join(JUPYTER, 'data'),
        ...process.env,
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
