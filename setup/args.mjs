import { SetupError } from './errors.mjs';
import { SOURCE_CHECKS } from './source-checks.mjs';

/** What `npm run check` runs, in its order: what is answered within minutes. */
const FAST_RUNNERS = [...SOURCE_CHECKS.map(({ name }) => name), 'unit'];

/** The runners of `npm test`, in the order in which they run; without the one that takes longer than all other checks. */
const RUNNERS = [...FAST_RUNNERS.filter((name) => name !== 'lint'), 'cross', 'python', 'browser'];

/** @typedef {'cpu' | 'gpu'} Flavour */

/**
 * Splits the words after `npm start --` into what is ours and what goes on to JupyterLab.
 * `--execute` takes the notebook that follows it, if one does, and parameters for it; `--sweep` the definition, and what is not ours goes on to
 * the sweep.
 * @param {string[]} words
 * @returns {{ flavour?: Flavour, execute?: { notebook?: string }, sweep?: { definition: string }, help: boolean, passedOn: string[] }}
 * @throws {SetupError} for `--cpu` together with `--gpu`, `--execute` with `--sweep`, and `--sweep` without a definition
 */
export function parseStartArguments(words) {
  /** @type {ReturnType<typeof parseStartArguments>} */
  const result = { flavour: undefined, execute: undefined, sweep: undefined, help: false, passedOn: [] };
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index];
    if (word === '--cpu' || word === '--gpu') {
      result.flavour = chooseFlavour(result.flavour, word);
    } else if (word === '--help' || word === '-h') {
      result.help = true;
    } else if (word === '--execute') {
      const next = words[index + 1];
      const takesNext = next !== undefined && !next.startsWith('-');
      result.execute = takesNext ? { notebook: next } : {};
      index += takesNext ? 1 : 0;
    } else if (word.startsWith('--execute=')) {
      result.execute = { notebook: word.slice('--execute='.length) };
    } else if (word === '--sweep' || word.startsWith('--sweep=')) {
      const definition = word === '--sweep' ? words[++index] : word.slice('--sweep='.length);
      if (!definition || definition.startsWith('-')) {
        throw new SetupError('"--sweep" got no definition.', 'Use: npm start -- --sweep definition.json');
      }
      result.sweep = { definition };
    } else {
      result.passedOn.push(word);
    }
  }
  if (result.execute !== undefined && result.sweep !== undefined) {
    throw new SetupError('"--execute" and "--sweep" were both given.', 'Give one of them.');
  }
  const unknown = result.execute === undefined ? [] : withoutParameters(result.passedOn);
  if (unknown.length > 0) {
    throw new SetupError(
      `"--execute" got ${unknown.map((word) => `"${word}"`).join(', ')}, which it does not know.`,
      'Use: npm start -- --execute [notebook] [-p name value]... [--cpu | --gpu]'
    );
  }
  return result;
}

/**
 * What is left without each `-p` and the two words behind it.
 * @param {string[]} words
 * @returns {string[]}
 */
function withoutParameters(words) {
  const at = words.findIndex((word, index) => word === '-p' && index + 2 < words.length);
  return at < 0 ? words : withoutParameters([...words.slice(0, at), ...words.slice(at + 3)]);
}

/**
 * The words after `npm run setup --`: the flavour and, for developers, `--only <step>`.
 * @param {string[]} words
 * @param {string[]} steps the names that `--only` may take
 * @returns {{ flavour?: Flavour, only?: string }}
 * @throws {SetupError} for unknown words
 */
export function parseSetupArguments(words, steps) {
  return parseChoice(words, steps, 'npm run setup');
}

/**
 * The words after `npm test --` or, where `--fast` is the first, after `npm run check --`: the flavour and, for
 * developers, `--only <runner>`.
 * @param {string[]} words
 * @returns {{ flavour?: Flavour, runners: string[] }} the runners to run, in their order
 * @throws {SetupError} for unknown words
 */
export function parseTestArguments(words) {
  const fast = words[0] === '--fast';
  const choices = fast ? FAST_RUNNERS : RUNNERS;
  const { flavour, only } = fast
    ? parseChoice(words.slice(1), choices, 'npm run check')
    : parseChoice(words, choices, 'npm test');
  return { flavour, runners: choices.filter((name) => only === undefined || name === only) };
}

/**
 * The words after `npm run bench --`. `--table` writes the page's tables anew: from the record that follows it, from the one of
 * the benchmark chosen by `--only execution`, or else from what they were written from before.
 * @param {string[]} words
 * @param {string[]} benchmarks the names that `--only` may take
 * @returns {{ withPytorch: boolean, only?: string, table?: { record?: string } }}
 * @throws {SetupError} for unknown words, and for a table of another benchmark or of two records
 */
export function parseBenchArguments(words, benchmarks) {
  const at = words.indexOf('--table');
  const takesNext = at >= 0 && at + 1 < words.length && !words[at + 1].startsWith('-');
  const record = takesNext ? words[at + 1] : undefined;
  const others = at < 0 ? words : [...words.slice(0, at), ...words.slice(at + (takesNext ? 2 : 1))];
  const rest = others.filter((word) => word !== '--without-pytorch');
  const { only } = parseChoice(rest, benchmarks, 'npm run bench', '--without-pytorch | --table [record]');
  if (at >= 0 && only !== undefined && (only !== 'execution' || record !== undefined)) {
    throw new SetupError(
      `"--table" got ${record === undefined ? `the benchmark ${only}` : `a record and a benchmark`}.`,
      'Use: npm run bench -- --only execution --table, or npm run bench -- --table results/execution.json'
    );
  }
  return {
    withPytorch: rest.length === others.length,
    only,
    table: at < 0 ? undefined : { record }
  };
}

/**
 * @param {string[]} words
 * @param {string[]} choices
 * @param {string} command
 * @param {string} [other]
 */
function parseChoice(words, choices, command, other = '--cpu | --gpu') {
  const usage = `Use: ${command} [-- [${other}] [--only ${choices.join(' | ')}]]`;
  /** @type {{ flavour?: Flavour, only?: string }} */
  const result = { flavour: undefined, only: undefined };
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index];
    if (word === '--cpu' || word === '--gpu') {
      result.flavour = chooseFlavour(result.flavour, word);
    } else if (word === '--only') {
      index += 1;
      if (!choices.includes(words[index])) {
        throw new SetupError(
          `"--only" got ${JSON.stringify(words[index] ?? '')}, which is none of its choices.`,
          usage
        );
      }
      result.only = words[index];
    } else {
      throw new SetupError(`"${word}" is not an option of "${command}".`, usage);
    }
  }
  return result;
}

/**
 * @param {Flavour | undefined} before
 * @param {string} word
 * @returns {Flavour}
 */
function chooseFlavour(before, word) {
  const flavour = word === '--gpu' ? 'gpu' : 'cpu';
  if (before !== undefined && before !== flavour) {
    throw new SetupError(
      '"--cpu" and "--gpu" were both given.',
      'Give one of them, or none to let the driver decide.'
    );
  }
  return flavour;
}
