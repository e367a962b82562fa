import { describeError, Interrupted, SetupError } from './errors.mjs';
import { stopChildrenOnSignals } from './run.mjs';

/**
 * Runs a command of ours and ends the process with its exit code: known failures as a sentence and its remedy.
 * @param {() => Promise<number | void>} command returns the exit code; nothing means success
 */
export async function main(command) {
  stopChildrenOnSignals();
  try {
    process.exitCode = (await command()) ?? 0;
  } catch (error) {
    console.error(`\n${describeError(error)}`);
    process.exitCode = error instanceof Interrupted ? 130 : error instanceof SetupError ? 1 : 70;
  }
}
