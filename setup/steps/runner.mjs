import { existsSync } from 'node:fs';
import { SetupError } from '../errors.mjs';
import { hashInputs } from '../stamps.mjs';

/**
 * One part of set-up.
 * @typedef {object} Step
 * @property {string} name short, also the name of its stamp and log
 * @property {string} title what a person reads
 * @property {(context: any) => { files?: string[], facts?: unknown[] }} inputs what a change of makes the step run again
 * @property {(context: any) => string[]} outputs what must exist for the step to count as done
 * @property {() => string[]} [made] files whose content must be what the step has made; others write there too
 * @property {string[]} [needs] names of the steps that this one builds on
 * @property {(context: any) => Promise<void>} run throws SetupError; `context.log`, `context.show` are added, and
 *   `context.isWhole`: whether what the step made before is as it was
 */

/**
 * True when the step succeeded with the present inputs, and nobody has changed what it made.
 * @param {Step} step
 * @param {{ root: string, stamps: import('../stamps.mjs').Stamps, flavour?: import('../args.mjs').Flavour }} context
 */
export function isFresh(step, context) {
  return (
    context.stamps.isFresh(step.name, hashOf(step, context), step.outputs(context)) && isWhole(step, context)
  );
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
 * @param {{ root: string, logFolder: string, stamps: import('../stamps.mjs').Stamps,
 *   progress: import('../progress.mjs').Progress }} context
 * @returns {Promise<string[]>} the names of the steps that ran
 */
export async function runSteps(steps, context) {
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
      checkOutputs(step, context);
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

/** A step that makes less than it promises would run again at every start: that is a defect to be told. */
function checkOutputs(step, context) {
  const missing = step.outputs(context).filter((output) => !existsSync(output));
  if (missing.length > 0) {
    throw new SetupError(
      `The step "${step.name}" ended without making ${missing.join(', ')}.`,
      'Restore deleted sources with "git status" and "git checkout", then start again.'
    );
  }
}

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

function hashOf(step, context) {
  return hashInputs({ root: context.root, ...step.inputs(context) });
}
