import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import prettier from 'prettier';
import { ROOT } from '../../setup/paths.mjs';
import { markdownTable } from './record.mjs';

/** The pages with tables, and what was measured for them. */
export const PAGE = join(ROOT, 'docs', 'benchmarks.md');
export const README = join(ROOT, 'README.md');
export const MEASURED = join(ROOT, 'docs', 'measured', 'execution.json');

/** Below it a machine counts as idle: what started the benchmark has left some of it. */
const IDLE_LOAD = 1;
const OURS = 'node compiled';
/** No competitor: the same with more memory. */
const HOLDING = 'node holding';
/** Programs of ours, and of the library that ours is built on. */
const IS_NODE = /^node /;
const TASKS = /** @type {const} */ (['training', 'inference']);

/**
 * A record of the benchmark `execution` without single rounds.
 * @typedef {{ median: number, lower: number, upper: number }} Spread
 * @typedef {{ name: string, what: string, milliseconds: Spread, ratioToOurs: Spread, userMilliseconds: Spread,
 *   macsPerSecond: number, shareOfProduct: number, peakMemory: number | null, difference?: number }} Result
 * @typedef {{ title: string, workload: string, task: 'training' | 'inference', batchSize: number, resolution: number,
 *   results: Result[] }} Comparison
 * @typedef {{ measured: string, machine: string, loadBefore: number, rounds: number, comparisons: Comparison[] }} Measured
 */

/**
 * What the page needs of a record that the benchmark wrote.
 * @param {any} record
 * @returns {Measured}
 */
export function shortened({ measured, machine, loadBefore, workload, comparisons }) {
  return {
    measured,
    machine,
    loadBefore,
    rounds: workload.rounds,
    comparisons: comparisons.map(
      (/** @type {any} */ { title, workload: name, task, batchSize, spec, results }) => ({
        title,
        workload: name,
        task,
        batchSize,
        resolution: spec.resolution,
        results: results.map((/** @type {Result & { all: unknown }} */ { all, ...result }) => result)
      })
    )
  };
}

/**
 * The parts of the page that a record says, by their names.
 * @param {Measured} measured
 * @returns {Record<string, string>}
 */
export function partsOf(measured) {
  const [{ workload }] = measured.comparisons;
  return {
    execution: `${captionOf(measured)}\n\n${tableOf(measured.comparisons.filter((each) => each.workload === workload))}`,
    ratios: TASKS.map((task) => ratiosOf(measured, task)).join('\n\n'),
    verdict: verdictOf(measured)
  };
}

/**
 * The part of the README: one network, others in times of ours.
 * @param {Measured} measured
 * @returns {Record<string, string>}
 */
export function partsOfReadme(measured) {
  const [{ workload }] = measured.comparisons;
  const columns = TASKS.flatMap((task) =>
    measured.comparisons.filter((each) => each.workload === workload && each.task === task)
  );
  const rows = namesOf(columns)
    .filter((name) => name === OURS || !IS_NODE.test(name))
    .map((name) => {
      const results = columns.map(({ results }) => results.find((each) => each.name === name));
      const what = results.find((result) => result !== undefined)?.what ?? name;
      const cells = results.map((result) =>
        result === undefined
          ? ''
          : `${result.milliseconds.median.toFixed(0)} ms, ${result.ratioToOurs.median.toFixed(2)} times ours`
      );
      return [what, ...(name === OURS ? cells.map((cell) => cell.replace(/,.*/, '')) : cells)];
    });
  const head = columns.map(({ task }) => (task === 'training' ? 'a training step' : 'inference'));
  return { speed: `${captionOf(measured)}\n\n${markdownTable(['', ...head], rows)}` };
}

/**
 * The page with its parts in place of those between their markers.
 * @param {string} page
 * @param {Record<string, string>} parts
 * @returns {Promise<string>}
 * @throws {Error} for a page without a part's markers
 */
export async function withParts(page, parts) {
  const filled = Object.entries(parts).reduce((text, [name, part]) => {
    const [from, to] = [`<!-- measured: ${name} -->`, `<!-- end: ${name} -->`];
    const [start, end] = [text.indexOf(from), text.indexOf(to)];
    if (start < 0 || end < start) {
      throw new Error(`The page lacks ${from} or, behind it, ${to}.`);
    }
    return `${text.slice(0, start + from.length)}\n\n${part}\n\n${text.slice(end)}`;
  }, page);
  return prettier.format(filled, { ...(await prettier.resolveConfig(PAGE)), filepath: PAGE });
}

/**
 * Writes the pages' tables anew.
 * @param {string} [path] a record of the benchmark, whose numbers take the place of those that were measured before
 */
export async function writeTables(path) {
  if (path !== undefined) {
    const measured = shortened(JSON.parse(readFileSync(path, 'utf8')));
    writeFileSync(MEASURED, `${JSON.stringify(measured, null, 2)}\n`);
  }
  const measured = JSON.parse(readFileSync(MEASURED, 'utf8'));
  for (const [page, parts] of /** @type {const} */ ([
    [PAGE, partsOf(measured)],
    [README, partsOfReadme(measured)]
  ])) {
    writeFileSync(page, await withParts(readFileSync(page, 'utf8'), parts));
  }
}

/** @param {Measured} measured */
function captionOf({ measured, machine, loadBefore, rounds, comparisons }) {
  const date = new Date(measured).toLocaleDateString('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
  const state =
    loadBefore < IDLE_LOAD
      ? 'otherwise idle'
      : `which other programs kept busy (load ${loadBefore.toFixed(1)}): times mean nothing, and ratios little, because ` +
        'libraries differ in how they bear that';
  return (
    `Training and inference of ${networkOf(comparisons[0])}, SGD with momentum; ${rounds} interleaved rounds of ` +
    `\`npm run bench -- --only execution\` on ${machine}, ${state}; ${date}:`
  );
}

/** @param {Pick<Comparison, 'title' | 'batchSize' | 'resolution'>} comparison */
const networkOf = ({ title, batchSize, resolution }) =>
  `${title.replace(/^The network of/, 'the network of')}, ${batchSize} × ${resolution}²`;

/**
 * All numbers of one network, training and inference side by side.
 * @param {Comparison[]} comparisons
 */
function tableOf(comparisons) {
  const columns = TASKS.flatMap((task) => comparisons.filter((each) => each.task === task));
  const rows = namesOf(columns).map((name) => {
    const results = columns.map(({ results }) => results.find((each) => each.name === name));
    const cells = results.flatMap((result) =>
      result === undefined
        ? ['', '', '']
        : [spread(result.milliseconds), result.ratioToOurs.median.toFixed(2), gibibytes(result.peakMemory)]
    );
    return [results.find((result) => result !== undefined)?.what ?? name, ...cells];
  });
  const head = columns.flatMap(({ task }) => [
    task === 'training' ? 'training step, ms (quartiles)' : 'inference, ms (quartiles)',
    'times ours',
    'peak GiB'
  ]);
  return markdownTable(['', ...head], rows);
}

/**
 * Every network in times of ours.
 * @param {Measured} measured
 * @param {Comparison['task']} task
 */
function ratiosOf({ comparisons }, task) {
  const columns = comparisons.filter((each) => each.task === task);
  const rows = namesOf(columns)
    .filter((name) => name !== OURS)
    .map((name) => {
      const results = columns.map(({ results }) => results.find((each) => each.name === name));
      const what = results.find((result) => result !== undefined)?.what ?? name;
      return [what, ...results.map((result) => result?.ratioToOurs.median.toFixed(2) ?? '')];
    });
  return markdownTable([`${task}, times ours`, ...columns.map(networkOf)], rows);
}

/**
 * Who was faster than ours, and how far logits differed.
 * @param {Measured} measured
 */
function verdictOf({ comparisons, loadBefore }) {
  /** @param {Comparison['task']} task */
  const sentenceOf = (task) => {
    const columns = comparisons.filter((each) => each.task === task);
    const others = columns.flatMap((comparison) =>
      comparison.results
        .filter(({ name }) => name !== OURS && name !== HOLDING)
        .map((result) => ({ comparison, result }))
    );
    const faster = others.filter(({ result }) => result.ratioToOurs.median < 1);
    const list = faster.map(
      ({ comparison, result }) =>
        `${result.what}: ${result.ratioToOurs.median.toFixed(2)} times ours for ${networkOf(comparison)}`
    );
    const share = `Of ${others.length} comparisons in ${task}, ${others.length - faster.length} were slower than ours`;
    return list.length === 0 ? `${share}.` : `${share}; faster were ${list.join('; ')}.`;
  };
  const sentences =
    loadBefore < IDLE_LOAD ? TASKS.map(sentenceOf) : ['Who is the fastest a busy machine does not tell.'];
  const first = comparisons.find(({ task }) => task === 'training');
  const ours = first?.results.find(({ name }) => name === OURS);
  const products =
    first && ours && loadBefore < IDLE_LOAD
      ? [
          `A compiled training step of ${networkOf(first)} reaches ${(100 * ours.shareOfProduct).toFixed(0)} % of the ` +
            'multiply-adds a second that one large product of matrices reaches there.'
        ]
      : [];
  const largest = Math.max(
    ...comparisons.flatMap(({ results }) => results.map(({ difference }) => difference ?? 0))
  );
  const equal =
    'Before anything is measured in inference, each gives the logits of the same images with the same weights; none ' +
    `was further than ${roundedUp(largest)} of the largest from those of ours.`;
  return [...sentences, ...products, equal].join(' ');
}

/** Of all that took part in any of them, in the order of the benchmark. @param {Comparison[]} comparisons */
const namesOf = (comparisons) => [
  ...new Set(comparisons.flatMap(({ results }) => results.map(({ name }) => name)))
];

/** To one digit, never less. @param {number} value */
function roundedUp(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return value > 0 ? (Math.ceil(value / power) * power).toExponential(0) : '0';
}

/** @param {Spread} spread */
const spread = ({ median, lower, upper }) => `${median.toFixed(0)} (${lower.toFixed(0)}–${upper.toFixed(0)})`;

/** @param {number | null} bytes */
const gibibytes = (bytes) => (bytes === null ? '?' : (bytes / 2 ** 30).toFixed(2));
