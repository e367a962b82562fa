/** A sweep without a notebook: `npm start -- --sweep definition.json`, or `efficientnet-lab sweep definition.json`. */
import { basename, dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { RecordSet } from '../analysis';
import { EnetError } from '../analysis/errors';
import { commandHere, parseJson, readPlainFile } from '../files';
import { counted, duration, exact, percent, si } from '../wording';
import { checkSweep } from './check';
import type { SweepRequest } from './definition';
import { messageOf, SweepError } from './errors';
import { sweepLatencies } from './latency';
import { connectRay, type RayOptions } from './ray';
import { runsPath, writeRecords } from './record-file';
import { finishedCandidates, lastRung, sweepRecords } from './records';
import { sweepRuns } from './run-records';
import { sweepTestScores } from './test-scores';
import { startSweep, type Sweep, type SweepEvent } from './sweep';
import { TimeLeft } from './time-left';

const USAGE = `${commandHere('sweep')} definition.json [options]
  --folder <folder>   where the runs go; by default a folder beside the definition, of its name
  --places <number>   trials at once; by default as many as cores and memory allow
  --extend            the folder may hold a shorter sweep, with fewer seeds, rungs or candidates
  --retry-failed      begin trials again that failed
  --records <file>    when it is finished, time its networks and write what they reach there, and every run into
                      <file>-runs; other sweeps in the file stay, so that several can be put into one
  --test-runs <file>  when it is finished, score all its networks on the test images, and write every run there, for
                      sweeps that compare what was decided before: the best of many on these images would be flattered
  --title <words>     of a file of records that is new
  --gpus <number>     GPUs of this machine, one for each trial at once; by default all
  --ray <address>     trains on a Ray cluster: auto for the one that this machine is part of, or its head's address
  --ray-gpus <number>     GPUs of one trial there, also a part of one; by default none
  --ray-retries <number>  how often a trial whose machine is lost begins again; by default 3
  --ray-python <path>     Python with Ray; by default EFFICIENTNET_LAB_PYTHON, else python3`;

/** Networks of sweeps are small, and soon disturbed by other work: many short rounds. */
const TIMING = { batchSizes: [1, 32], runs: 30, rounds: 12 };

/** Candidates that are named at the end. */
const SHOWN = 5;

void main(process.argv.slice(2)).then((code) => process.exit(code));

async function main(words: string[]): Promise<number> {
  if (words.includes('--help') || words.includes('-h')) {
    console.log(USAGE);
    return 0;
  }
  try {
    const { path, folder, records, testRuns, title, ray, ...options } = argumentsOf(words);
    const request = await requestOf(path);
    // Paths of data stand beside the definition.
    process.chdir(dirname(path));
    // Before a process is started that would wait for work.
    checkSweep(request);
    const executor = ray && (await connectRay(ray));
    const sweep = await startSweep(request, { folder, ...options, executor });
    console.log(`Sweep ${request.name} in ${folder}`);
    stopOnSignals(sweep);
    tell(sweep);
    const status = await sweep.done;
    console.log(endOf(sweep, status));
    if (status === 'finished' && records !== null) {
      await writeResults(sweep, records, title);
    }
    if (status === 'finished' && testRuns !== null) {
      await writeTestRuns(sweep, testRuns, title);
    }
    return status === 'finished' ? 0 : 130;
  } catch (error) {
    console.error(error instanceof EnetError ? error.message : error);
    return 1;
  }
}

function argumentsOf(words: string[]) {
  let parsed;
  try {
    parsed = parseArgs({
      args: words,
      allowPositionals: true,
      options: {
        folder: { type: 'string' },
        places: { type: 'string' },
        records: { type: 'string' },
        'test-runs': { type: 'string' },
        title: { type: 'string' },
        extend: { type: 'boolean', default: false },
        'retry-failed': { type: 'boolean', default: false },
        gpus: { type: 'string' },
        ray: { type: 'string' },
        'ray-gpus': { type: 'string' },
        'ray-retries': { type: 'string' },
        'ray-python': { type: 'string' }
      }
    });
  } catch (error) {
    throw new SweepError('definition', 'arguments', messageOf(error), 'those below', `Use:\n${USAGE}`);
  }
  const { values, positionals } = parsed;
  if (positionals.length !== 1) {
    throw new SweepError('definition', 'arguments', positionals, 'one definition', `Use:\n${USAGE}`);
  }
  const path = resolve(positionals[0]);
  const whole = 'a whole number from';
  const places = numberOf('--places', values.places, `${whole} 1`, (n) => Number.isInteger(n) && n >= 1);
  const gpus = numberOf('--gpus', values.gpus, `${whole} 0`, (n) => Number.isInteger(n) && n >= 0);
  const ray = rayOf(values, places);
  if (ray && gpus !== undefined) {
    const remedy = 'Give --ray-gpus for trials on a cluster.';
    throw new SweepError('definition', '--gpus', values.gpus, 'nothing with --ray', remedy);
  }
  const folder = resolve(
    values.folder ?? join(dirname(path), basename(path).replace(/\.json$/, '') + ' runs')
  );
  const { extend, 'retry-failed': retryFailed, title = null } = values;
  const fileOf = (name: string | undefined): string | null => (name === undefined ? null : resolve(name));
  const [records, testRuns] = [fileOf(values.records), fileOf(values['test-runs'])];
  return {
    path,
    folder,
    records,
    testRuns,
    title,
    ...(ray ? {} : { places, gpus }),
    ray,
    extend,
    retryFailed
  };
}

type Values = Readonly<Record<string, string | boolean | undefined>>;

/** Undefined for a sweep on this machine. */
function rayOf(values: Values, places: number | undefined): RayOptions | undefined {
  const { ray: address, 'ray-gpus': gpus, 'ray-retries': retries, 'ray-python': python } = values;
  if (typeof address !== 'string') {
    const given = ['ray-gpus', 'ray-retries', 'ray-python'].find((name) => values[name] !== undefined);
    if (given !== undefined) {
      const remedy = 'Give --ray auto for the cluster that this machine is part of.';
      throw new SweepError('definition', `--${given}`, values[given], 'nothing without --ray', remedy);
    }
    return undefined;
  }
  if (address === '') {
    throw new SweepError('definition', '--ray', address, 'an address', 'Give auto, or the head’s address.');
  }
  return {
    address,
    places,
    gpus: numberOf('--ray-gpus', gpus, 'a number from 0', (n) => n >= 0 && n < Infinity),
    retries: numberOf(
      '--ray-retries',
      retries,
      'a whole number from 0',
      (n) => Number.isInteger(n) && n >= 0
    ),
    ...(typeof python === 'string' && { python })
  };
}

function numberOf(
  name: string,
  text: string | boolean | undefined,
  expected: string,
  holds: (value: number) => boolean
): number | undefined {
  if (text === undefined) {
    return undefined;
  }
  const value = text === '' ? NaN : Number(text);
  if (!holds(value)) {
    throw new SweepError('definition', name, text, expected, 'Leave it out to use the default.');
  }
  return value;
}

/** Whether it is a sweep is the sweep's to say. */
async function requestOf(path: string): Promise<SweepRequest> {
  try {
    return parseJson(await readPlainFile(path)) as SweepRequest;
  } catch (error) {
    const remedy = 'Check the path, and that the file is JSON.';
    throw new SweepError('definition', path, messageOf(error), 'a sweep’s definition', remedy, {
      cause: error
    });
  }
}

/** Once: trials end with checkpoints. Twice: at once, which loses no more than the steps since the last one. */
function stopOnSignals(sweep: Sweep): void {
  let told = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (told) {
        process.exit(130);
      }
      told = true;
      console.log('Stopping after the steps in progress. The same command continues from there.');
      void sweep.cancel();
    });
  }
}

/** A line for each trial that ends; on a terminal a last one that moves, too. */
function tell(sweep: Sweep): void {
  const { rungs } = sweep.state.definition;
  const left = new TimeLeft(sweep.state);
  const isTerminal = process.stdout.isTTY;
  const names = new Map(sweep.state.candidates.map(({ candidate }) => [candidate.id, candidate]));
  const line = (text: string): void => {
    console.log(isTerminal ? `\r\x1b[2K${text}` : text);
  };
  const status = (): string => {
    const { finished, failed, running, decided } = sweep.counts;
    const seconds = left.seconds((rung) => sweep.entered(rung).length);
    const parts = [`${exact(finished)} of ${exact(decided)} decided`, `${exact(running)} running`];
    return [
      ...parts,
      ...(failed > 0 ? [`${exact(failed)} failed`] : []),
      ...(seconds === null || seconds === 0 ? [] : [`about ${duration(seconds)} left`])
    ].join(', ');
  };
  const listen = (event: SweepEvent): void => {
    if (event.type === 'trial' && (event.status === 'finished' || event.status === 'failed')) {
      const { trial, rung } = event;
      const { name = trial.id, macs = 0 } = names.get(trial.candidate.id) ?? {};
      if (event.status === 'finished') {
        left.finished(macs, rung);
      }
      const result =
        event.status === 'finished'
          ? `${percent(event.accuracy, 2)} after ${counted(rungs[rung], 'epoch')}`
          : `${event.failure.kind}: ${event.failure.message}`;
      line(`${name}, ${si(macs)} MACs, seed ${trial.seed}: ${result}. ${status()}.`);
    }
    if (isTerminal && event.type !== 'end') {
      process.stdout.write(`\r\x1b[2K${status()}`);
    }
  };
  void (async () => {
    for await (const event of sweep) {
      listen(event);
    }
  })();
}

/** Records of the networks at the last rung with their latencies, measured now that nothing else runs, and of all runs. */
async function writeResults({ state }: Sweep, path: string, title: string | null): Promise<void> {
  console.log('Timing the networks.');
  const latencies = await sweepLatencies(state, TIMING);
  const named = (set: RecordSet, what: string): RecordSet =>
    title === null ? set : { ...set, title: `${title}${what}` };
  await writeRecords(path, named(sweepRecords(state, { latencies }), ''));
  await writeRecords(runsPath(path), named(sweepRuns(state), ': every run'));
  console.log(`Records: ${path} and ${runsPath(path)}`);
}

/** Records of all runs at the last rung, scored on test images. */
async function writeTestRuns({ state }: Sweep, path: string, title: string | null): Promise<void> {
  console.log('Scoring the networks on test images.');
  const runs = sweepRuns(state, { testScores: await sweepTestScores(state, { most: Infinity }) });
  await writeRecords(path, title === null ? runs : { ...runs, title });
  console.log(`Records: ${path}`);
}

/** What came out, best first. */
function endOf({ state, counts }: Sweep, status: string): string {
  const rung = lastRung(state);
  const summary = `\n${status}: ${exact(counts.finished)} finished, ${exact(counts.failed)} failed.`;
  if (rung === null) {
    return summary;
  }
  const best = finishedCandidates(state, rung).slice(0, SHOWN);
  const lines = best.map(({ candidate, trials }) => {
    const shares = trials.map((trial) => percent(state.accuracy(trial, rung) ?? 0, 2)).join(', ');
    return `  ${candidate.name}, ${si(candidate.macs)} MACs: ${shares}`;
  });
  const seeds = state.definition.seeds.length > 1 ? ', by seeds' : '';
  return [
    summary,
    `Best after ${counted(state.definition.rungs[rung], 'epoch')}, validation accuracy${seeds}:`,
    ...lines
  ].join('\n');
}
