import { existsSync } from 'node:fs';
import { SetupError } from '../errors.mjs';
import { hashInputs } from '../stamps.mjs';

/**
 * What a step gets.
 * @typedef {object} StepContext
 * @property {string} root
 * @property {string} log file for all that the step prints
 * @property {(line: string) => void} show
 * @property {boolean} isWhole whether what the step made before is as it was
 * @property {import('../args.mjs').Flavour} flavour
 * @property {import('../checks.mjs').Python} [python] where a step that makes an environment runs
 * @property {string} [compiler] where the binding is compiled
 */

/**
 * One part of set-up.
 * @typedef {object} Step
 * @property {string} name short, also the name of its stamp and log
 * @property {string} title what a person reads
 * @property {(context: Pick<StepContext, 'flavour'>) => { files?: string[], facts?: unknown[] }} inputs what a change of makes the step run again
 * @property {() => string[]} outputs what must exist for the step to count as done
 * @property {() => string[]} [made] files whose content must be what the step has made; others write there too
 * @property {string[]} [needs] names of the steps that this one builds on
 * @property {(context: StepContext) => Promise<void>} run throws SetupError
 */

/** @typedef {Pick<StepContext, 'root' | 'flavour'> & { stamps: import('../stamps.mjs').Stamps }} Context */

/**
 * True when the step succeeded with the present inputs, and nobody has changed what it made.
 * @param {Step} step
 * @param {Context} context
 */
export function isFresh(step, context) {
  return context.stamps.isFresh(step.name, hashOf(step, context), step.outputs()) && isWhole(step, context);
}

/**
 * The named steps and all that they build on, in the order of `steps`.
 * @template {Pick<Step, 'name' | 'needs'>} S
 * @param {S[]} steps
 * @param {string[]} names
 */
export function withNeeds(steps, names) {
  const wanted = new Set(names);
  // A set also gives what is added to it meanwhile.
  for (const name of wanted) {
    steps.find((step) => step.name === name)?.needs?.forEach((need) => wanted.add(need));
  }
  return steps.filter(({ name }) => wanted.has(name));
}

/**
 * Runs the steps in order, each only when its inputs changed since it last succeeded.
 * A step that fails or is interrupted has no stamp, so it runs again next time.
 * @param {Step[]} steps
 * @param {Context & Pick<StepContext, 'python' | 'compiler'> & { logFolder: string,
 *   progress: import('../progress.mjs').Progress }} context
 * @returns {Promise<string[]>} the names of the steps that ran
 */
export async function runSteps(steps, context) {
  /** @type {string[]} */
  const ran = [];
  for (const step of steps) {
    if (isFresh(step, context)) {
      continue;
    }
    const whole = isWhole(step, context);
    context.stamps.forget(step.name);
    const hash = hashOf(step, context);
    context.progress.start(step.title);
    try {
      await step.run({
        ...context,
        log: `${context.logFolder}/${step.name}.log`,
        isWhole: whole,
        show: (line) => context.progress.show(line)
      });
      checkOutputs(step);
    } catch (error) {
      context.progress.fail();
      throw error;
    }
    context.progress.done();
    context.stamps.write(step.name, hash, madeBy(step, context));
    ran.push(step.name);
  }
  return ran;
}

/**
 * A step that makes less than it promises would run again at every start: that is a defect to be told.
 * @param {Step} step
 */
function checkOutputs(step) {
  const missing = step.outputs().filter((output) => !existsSync(output));
  if (missing.length > 0) {
    throw new SetupError(
      `The step "${step.name}" ended without making ${missing.join(', ')}.`,
      'Restore deleted sources with "git status" and "git checkout", then start again.'
    );
  }
}

/**
 * @param {Step} step
 * @param {Context} context
 */
function isWhole(step, context) {
  return context.stamps.isWhole(step.name, madeBy(step, context));
}

/**
 * @param {Pick<Step, 'made'>} step
 * @param {{ root: string }} context
 * @returns {string | undefined} a hash of what the step made, where that is told by its content
 */
function madeBy({ made }, { root }) {
  return made && hashInputs({ root, files: made() });
}

/**
 * @param {Step} step
 * @param {Context} context
 */
function hashOf(step, context) {
  return hashInputs({ root: context.root, ...step.inputs(context) });
}
