/** A sweep without a notebook: `npm start -- --sweep definition.json`. */
import { basename, dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { EnetError } from '../analysis/errors';
import { parseJson, readPlainFile } from '../files';
import { counted, duration, exact, percent, si } from '../wording';
import type { SweepRequest } from './definition';
import { messageOf, SweepError } from './errors';
import { finishedCandidates, lastRung } from './records';
import { startSweep, type Sweep, type SweepEvent } from './sweep';
import { TimeLeft } from './time-left';

const USAGE = `npm start -- --sweep definition.json [options]
  --folder <folder>   where the runs go; by default a folder beside the definition, of its name
  --places <number>   trials at once; by default as many as cores and memory allow
  --extend            the folder may hold a shorter sweep, with fewer seeds, rungs or candidates
  --retry-failed      begin trials again that failed`;

/** Candidates that are named at the end. */
const SHOWN = 5;

void main(process.argv.slice(2)).then((code) => process.exit(code));

async function main(words: string[]): Promise<number> {
  try {
    const { path, folder, ...options } = argumentsOf(words);
    const request = await requestOf(path);
    // Paths of data stand beside the definition.
    process.chdir(dirname(path));
    const sweep = await startSweep(request, { folder, ...options });
    console.log(`Sweep ${request.name} in ${folder}`);
    stopOnSignals(sweep);
    tell(sweep);
    const status = await sweep.done;
    console.log(endOf(sweep, status));
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
        extend: { type: 'boolean', default: false },
        'retry-failed': { type: 'boolean', default: false }
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
  const places = values.places === undefined ? undefined : Number(values.places);
  if (places !== undefined && !(Number.isInteger(places) && places >= 1)) {
    throw new SweepError('definition', '--places', values.places, 'a whole number from 1', 'Leave it out.');
  }
  const folder = resolve(
    values.folder ?? join(dirname(path), basename(path).replace(/\.json$/, '') + ' runs')
  );
  return { path, folder, places, extend: values.extend, retryFailed: values['retry-failed'] };
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
      console.log('Stopping after the steps in progress. The same command goes on from there.');
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
