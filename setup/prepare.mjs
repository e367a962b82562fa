import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkDisk, checkNode, findCompiler, findPython, hasNvidiaDriver } from './checks.mjs';
import { SetupError, systemCode } from './errors.mjs';
import { LOGS, ROOT, STATE, venvProgram } from './paths.mjs';
import { platformRow } from './platform.mjs';
import { Progress, duration } from './progress.mjs';
import { Stamps } from './stamps.mjs';
import { bindingStep } from './steps/binding.mjs';
import { helpersStep } from './steps/compile.mjs';
import { extensionStep } from './steps/extension.mjs';
import { kernelStep } from './steps/kernel.mjs';
import { operationsStep } from './steps/operations.mjs';
import { packagesStep, packagesTestStep } from './steps/packages.mjs';
import { peersStep } from './steps/peers.mjs';
import { pythonStep, pythonTestStep } from './steps/python.mjs';
import { pytorchStep } from './steps/pytorch.mjs';
import { isFresh, runSteps, withNeeds } from './steps/runner.mjs';
import { samplesStep } from './steps/samples.mjs';

/** All of set-up, in order. */
export const STEPS = [
  pythonStep,
  pythonTestStep,
  packagesStep,
  packagesTestStep,
  bindingStep,
  operationsStep,
  helpersStep,
  extensionStep,
  kernelStep,
  samplesStep,
  pytorchStep,
  peersStep
];

/** Steps that are left out unless asked for. */
export const OPTIONAL = [pythonTestStep, packagesTestStep, pytorchStep, peersStep].map(({ name }) => name);

/** Steps that a C++ compiler is needed for. */
const COMPILING = [bindingStep, operationsStep].map(({ name }) => name);

const FLAVOUR_FILE = join(STATE, 'flavour');
const LOCK_FILE = join(STATE, 'lock');

/**
 * The flavour to install: the one asked for, else the one asked for earlier, else what the driver says.
 * @param {import('./args.mjs').Flavour | undefined} asked
 * @returns {import('./args.mjs').Flavour}
 */
export function resolveFlavour(asked) {
  if (asked !== undefined) {
    mkdirSync(STATE, { recursive: true });
    writeFileSync(FLAVOUR_FILE, asked);
    return asked;
  }
  const earlier = existsSync(FLAVOUR_FILE) ? readFileSync(FLAVOUR_FILE, 'utf8').trim() : '';
  if (earlier === 'cpu' || earlier === 'gpu') {
    return earlier;
  }
  return hasNvidiaDriver() ? 'gpu' : 'cpu';
}

/**
 * Brings everything up to date; does nothing, within a second, when nothing changed.
 * @param {{ flavour?: import('./args.mjs').Flavour, only?: string, also?: string[] }} [options]
 *   `only`: one step by its name, with those that it builds on; `also`: optional steps that are wanted: `python-test`, `packages-test`, `pytorch`, `peers`
 * @throws {SetupError} with a remedy, {@link import('./errors.mjs').Interrupted} after Ctrl-C
 */
export async function prepare({ flavour: asked, only, also = [] } = {}) {
  checkNode();
  platformRow();
  const began = performance.now();
  const flavour = resolveFlavour(asked);
  const release = takeLock();
  try {
    const context = {
      root: ROOT,
      logFolder: LOGS,
      flavour,
      stamps: new Stamps(STATE),
      progress: new Progress()
    };
    const all = STEPS.map(({ name }) => name).filter(
      (name) => also.includes(name) || !OPTIONAL.includes(name)
    );
    const steps = withNeeds(STEPS, only === undefined ? all : [only]);
    const stale = steps.filter((step) => !isFresh(step, context));
    if (stale.length === 0) {
      return;
    }
    console.log(`Setting up EfficientNet Lab (${flavour.toUpperCase()} flavour)`);
    const others = STEPS.filter((step) => !steps.includes(step) && isFresh(step, context));
    await runSteps(steps, { ...context, ...findNeeds(stale, flavour) });
    // What has been taken from another step meanwhile, as npm takes the binding with its package.
    await runSteps(others, context);
    console.log(`Set up in ${duration(performance.now() - began)}.`);
  } finally {
    release();
  }
}

/**
 * Looks for everything the stale steps need before the first of them spends minutes.
 * @param {import('./steps/runner.mjs').Step[]} stale
 * @param {import('./args.mjs').Flavour} flavour
 */
function findNeeds(stale, flavour) {
  const names = stale.map(({ name }) => name);
  if (!existsSync(venvProgram('python')) && names.includes('python')) {
    checkDisk(ROOT, flavour);
  }
  return {
    python: names.some((name) => [pythonStep.name, pytorchStep.name].includes(name))
      ? findPython()
      : undefined,
    compiler: names.some((name) => COMPILING.includes(name)) ? findCompiler() : undefined
  };
}

/** Two set-ups at once would write over each other. */
function takeLock() {
  mkdirSync(STATE, { recursive: true });
  for (;;) {
    try {
      const file = openSync(LOCK_FILE, 'wx');
      writeFileSync(file, String(process.pid));
      closeSync(file);
      return () => rmSync(LOCK_FILE, { force: true });
    } catch (error) {
      if (systemCode(error) !== 'EEXIST') {
        throw new SetupError(
          `${LOCK_FILE} was not written (${systemCode(error)}).`,
          "Free some space, or make the clone's folder yours (chown)."
        );
      }
    }
    const owner = Number(readFileSync(LOCK_FILE, 'utf8'));
    if (isAlive(owner)) {
      throw new SetupError(
        `Another set-up of this clone is running (process ${owner}).`,
        `Wait for it; if that process is something else, delete the file ${LOCK_FILE}.`
      );
    }
    rmSync(LOCK_FILE, { force: true });
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return pid > 0;
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
}
