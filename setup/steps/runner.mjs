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
 * @property {(context: any) => Promise<void>} run throws SetupError; `context.log`, `context.show` are added
 */

/**
 * True when the step succeeded with the present inputs.
 * @param {Step} step
 * @param {{ root: string, stamps: import('../stamps.mjs').Stamps, flavour?: import('../args.mjs').Flavour }} context
 */
export function isFresh(step, context) {
  return context.stamps.isFresh(step.name, hashOf(step, context), step.outputs(context));
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
    context.stamps.forget(step.name);
    const hash = hashOf(step, context);
    context.progress.start(step.title);
    try {
      await step.run({
        ...context,
        log: `${context.logFolder}/${step.name}.log`,
        show: (line) => context.progress.show(line)
      });
      checkOutputs(step, context);
    } catch (error) {
      context.progress.fail();
      throw error;
    }
    context.progress.done();
    context.stamps.write(step.name, hash);
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

function hashOf(step, context) {
  return hashInputs({ root: context.root, ...step.inputs(context) });
}
