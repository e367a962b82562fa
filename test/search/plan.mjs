/**
 * Measures what a sweep of 10,000 trials on 1,000 workers asks of the machine that coordinates it, and writes the figures
 * into docs/sweeps-on-ray.md, between the two marks.
 * node test/search/plan.mjs [--ray]: with Ray's rates, too; on a machine that does nothing else, or they say little.
 */
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = join(HERE, '..', '..');
const PAGE = join(ROOT, 'docs', 'sweeps-on-ray.md');
const [BEGIN, END] = ['<!-- figures of test/search/plan.mjs -->', '<!-- end of the figures -->'];
const [CANDIDATES, WORKERS] = [10_000, 1000];

// Who has no token can't run anything on the Ray that is started for a moment.
const env = { ...process.env, RAY_AUTH_MODE: 'token', RAY_AUTH_TOKEN: randomUUID() };
/**
 * @param {string} program
 * @param {string[]} args
 */
const json = (program, args) => JSON.parse(execFileSync(program, args, { encoding: 'utf8', env }));
const loadBefore = loadavg()[0];
const sweep = json(process.execPath, [
  join(HERE, 'simulated-sweep.mjs'),
  String(CANDIDATES),
  String(WORKERS)
]);
const ray = process.argv.includes('--ray')
  ? json(join(ROOT, '.venv', 'bin', 'python'), [join(HERE, 'ray_rates.py'), process.execPath])
  : null;

/** @param {number} value */
const whole = (value) => Math.round(value).toLocaleString('en-GB');
const [cpu] = cpus();
const machine = [
  `${cpus().length} processors (${cpu.model.trim()})`,
  `${whole(totalmem() / 2 ** 30)} GiB`,
  `Node ${process.versions.node}`,
  ...(ray ? [`Ray ${ray.version}`] : []),
  `load ${loadBefore.toFixed(1)} before`
].join(', ');
const rows = [
  ['rungs of trials that end', whole(sweep.jobs)],
  ['of which at each rung', sweep.entered.map(whole).join(', ')],
  ['events that are told', whole(sweep.events)],
  ['processor time of the coordinator', `${sweep.processorSeconds.toFixed(1)} s`],
  ['decisions for a second of processor time', whole(sweep.jobsPerSecond)],
  ['largest memory of the coordinator', `${whole(sweep.peakBytes / 1e6)} MB`],
  ['blocks that the coordinator read, wrote', `${whole(sweep.fsRead)}, ${whole(sweep.fsWrite)}`],
  ...(ray
    ? [
        ['Ray: empty tasks in a second', whole(ray.tasksPerSecond)],
        ['Ray: tasks in a second that start Node', ray.nodesPerSecond.toFixed(1)]
      ]
    : [])
];
const date = new Date().toISOString().slice(0, 10);
const table = [
  `${whole(CANDIDATES)} candidates of one seed, ${whole(WORKERS)} at once, rungs and reduction as in \`simulated-sweep.mjs\`; ${machine}; ${date}.`,
  '',
  '| what | measured |',
  '| --- | --- |',
  ...rows.map((row) => `| ${row.join(' | ')} |`)
].join('\n');

const page = readFileSync(PAGE, 'utf8');
const [before, rest] = page.split(BEGIN);
const after = rest?.split(END)[1];
if (after === undefined) {
  throw new Error(`${PAGE} has not the marks ${BEGIN} and ${END}.`);
}
writeFileSync(PAGE, `${before}${BEGIN}\n\n${table}\n\n${END}${after}`);
execFileSync(process.execPath, [
  join(ROOT, 'node_modules', 'prettier', 'bin', 'prettier.cjs'),
  '--write',
  PAGE
]);
console.log(table);
