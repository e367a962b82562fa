import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execFileSync } from 'node:child_process';
import { cpuDescription } from '../../setup/hardware.mjs';
import { venvProgram } from '../../setup/paths.mjs';
import { librariesOf, recordInference, recordTraining } from './our-programs.mjs';
import { markdownTable, writeRecord } from './record.mjs';
import { summary } from './statistics.mjs';
import { chosenWorkloads } from './workloads.mjs';

/**
 * Where the time of a compiled step goes. The binding tells nothing of single operations; the same graph is therefore
 * run by Python's TensorFlow, which is the same library, with its tracing on. BENCH_WORKLOADS chooses the networks.
 */
const RUNS = Number(process.env.BENCH_ROUNDS ?? 5);
const SHOWN = 15;
const TASKS = { training: recordTraining, inference: recordInference };

/**
 * @typedef {import('./our-programs.mjs').Recorded} Recorded
 * @typedef {import('./workloads.mjs').Workload} Workload
 * @typedef {{ nodes: { op: string, nanoseconds: number }[] }} Run
 */

/**
 * @param {Recorded} recorded
 * @param {string} task
 * @param {Workload} workload
 * @returns {{ plain: number[][], traced: Run[] }}
 */
function traced(recorded, task, workload) {
  const folder = mkdtempSync(join(tmpdir(), 'profile-'));
  try {
    writeRun(folder, recorded, task, workload);
    const script = join(dirname(fileURLToPath(import.meta.url)), 'profile_program.py');
    const output = execFileSync(
      venvProgram('python'),
      [script, folder, String(RUNS), ...librariesOf(recorded)],
      {
        encoding: 'utf8',
        maxBuffer: 2 ** 30,
        stdio: ['ignore', 'pipe', 'ignore']
      }
    );
    return JSON.parse(output.slice(output.indexOf('{')));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * @param {string} folder
 * @param {Recorded} recorded
 * @param {string} task
 * @param {Workload} workload
 */
function writeRun(folder, { program, state, random }, task, { batchSize, spec: { classes } }) {
  writeFileSync(join(folder, 'saved_model.pb'), program.savedModel);
  /**
   * @param {string} file
   * @param {Float32Array | Int32Array} values
   */
  const store = (file, values) => {
    writeFileSync(join(folder, file), new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    return file;
  };
  const { inputs, outputs, random: randomFeed } = program.functions[task];
  /** @type {{ tensor: string, shape: readonly number[], dtype: string, file: string }[]} */
  const fed = inputs.map((input, i) => {
    const size = input.shape.reduce((product, side) => product * side, 1);
    const values =
      input.dtype === 'int32'
        ? Int32Array.from({ length: batchSize }, (_, image) => image % classes)
        : Float32Array.from({ length: size }, () => Math.random() * 255);
    return { ...input, file: store(`input-${i}`, values) };
  });
  if (randomFeed !== null && random !== undefined) {
    const shape = [program.streams, 2];
    fed.push({ tensor: randomFeed, shape, dtype: 'int32', file: store('random', random) });
  }
  const variables = program.state.map((each, i) => ({
    ...each,
    file: store(`state-${i}`, state[each.name])
  }));
  const fetches = outputs.map(({ tensor }) => tensor);
  writeFileSync(
    join(folder, 'run.json'),
    JSON.stringify({ state: variables, writes: program.writes, feeds: fed, fetches })
  );
}

/**
 * Milliseconds and count of each operation, a run on average, the longest first.
 * @param {Run[]} runs
 * @returns {{ op: string, milliseconds: number, count: number }[]}
 */
function byOperation(runs) {
  const totals = new Map();
  for (const { nodes } of runs) {
    for (const { op, nanoseconds } of nodes) {
      const total = totals.get(op) ?? { op, milliseconds: 0, count: 0 };
      total.milliseconds += nanoseconds / 1e6 / runs.length;
      total.count += 1 / runs.length;
      totals.set(op, total);
    }
  }
  return [...totals.values()].sort((a, b) => b.milliseconds - a.milliseconds);
}

const profiles = [];
for (const workload of chosenWorkloads(process.env.BENCH_WORKLOADS ?? 'b0-128')) {
  const { title, batchSize, spec } = workload;
  for (const [task, record] of Object.entries(TASKS)) {
    const { plain, traced: runs } = traced(record(workload), task, workload);
    const operations = byOperation(runs);
    const sum = operations.reduce((total, { milliseconds }) => total + milliseconds, 0);
    const wall = summary(plain.map(([milliseconds]) => milliseconds));
    profiles.push({ workload: workload.name, task, wall, sum, operations });
    const rows = operations
      .slice(0, SHOWN)
      .map(({ op, milliseconds, count }) => [
        op,
        milliseconds.toFixed(1),
        `${((100 * milliseconds) / sum).toFixed(0)} %`,
        count.toFixed(0)
      ]);
    console.log(
      `\n${title}, ${batchSize} × ${spec.resolution}², ${task}: ${wall.median.toFixed(0)} ms on ${cpuDescription()}; ` +
        `operations, which run side by side, ${sum.toFixed(0)} ms in all\n`
    );
    console.log(markdownTable(['operation', 'ms', 'share', 'times'], rows));
  }
}
writeRecord('profile', { workload: { runs: RUNS }, profiles });
