import {
  COLUMN_MEANINGS,
  type ColumnOf,
  rowMeaning,
  type Table,
  type TableCell,
  tableOf,
  type WinnerReport
} from '../../analysis';
import { duration, exact, percent, pointsText, setting, si } from '../../wording/format';
import { ENGLISH, type Phrases, type ResultText } from '../../wording/words';
import { isLive, type SweepAxis, type SweepResult, type SweepRow } from './result';
import type { CandidateStatus, KeptSweep, SweepCost, SweepFailureNote, SweepRunStatus } from './state';

/** Accuracy given in per cent. */
export function accuracyText(value: number): string {
  return percent(value / 100, 2);
}

export function intervalWords({ from, to }: { from: number; to: number }, trans: Phrases): string {
  return trans.__('%1 to %2', from.toFixed(2), accuracyText(to));
}

/** The best so far or at the end, how far it can be trusted, and how the sweep stands. */
export function sweepWords(
  result: SweepResult | null,
  winner: WinnerReport | null = null,
  trans: Phrases = ENGLISH
): ResultText {
  if (result === null) {
    return {
      before: trans.__('No sweep is shown yet.'),
      factor: '',
      after: '',
      detail: trans.__('A cell starts one, or reads one from its folder.')
    };
  }
  const { sweep, rung, ranked } = result;
  const detail = (...texts: string[]): string => texts.filter((text) => text !== '').join(' ');
  const [best] = ranked;
  if (rung === null || best === undefined) {
    return {
      before: trans.__('Sweep %1: ', sweep.name),
      factor: statusName(sweep.status, trans),
      after: trans.__('; none of %1 has come to a rung yet.', candidatesText(sweep, trans)),
      detail: detail(progressText(sweep, trans))
    };
  }
  const epochs = epochsText(sweep.rungs[rung], trans);
  const of = isLive(sweep)
    ? trans.__('Best of %1 after %2 so far: ', exact(ranked.length), epochs)
    : trans.__('Best of %1 after %2: ', exact(ranked.length), epochs);
  return {
    before: trans.__('%1%2 with ', of, best.name),
    factor: accuracyText(best.accuracy ?? 0),
    after: best.interval
      ? trans.__(
          ' validation accuracy (95 % interval %1) at %2 MACs.',
          intervalWords(best.interval, trans),
          si(best.macs)
        )
      : trans.__(' validation accuracy at %1 MACs.', si(best.macs)),
    detail: detail(trustText(result, winner, trans), progressText(sweep, trans))
  };
}

/** Whether the best may be luck. While a sweep goes on intervals tell it, at its end draws of other seeds. */
export function trustText(result: SweepResult, winner: WinnerReport | null, trans: Phrases): string {
  const { overlapping, ranked, sweep } = result;
  if (ranked.length < 2) {
    return trans.__('No other candidate has come as far.');
  }
  if (overlapping === null) {
    return trans.__('With one seed each, nothing shows how much seeds differ: the best may be the luckiest.');
  }
  if (isLive(sweep) || winner === null || winner.otherWinner === null) {
    return overlapping === 0
      ? trans.__('No other interval overlaps its own.')
      : trans.__(
          'It is not beyond its interval: %1 of %2 others lie within reach.',
          exact(overlapping),
          exact(ranked.length - 1)
        );
  }
  const often = trans.__(
    'With other seeds another one would win in %1 of draws.',
    percent(winner.otherWinner, 0)
  );
  return `${leadText(winner, trans)} ${often}`;
}

function leadText({ equalCost }: WinnerReport, trans: Phrases): string {
  if (equalCost === null) {
    return trans.__('No other candidate costs the same.');
  }
  const { beyondInterval, expectedLead, interval } = equalCost;
  const points = (value: number): string => pointsText(value / 100);
  const lead = points(expectedLead ?? 0).replace('+', '');
  const range = interval ? trans.__('%1 to %2', points(interval.from), points(interval.to)) : '–';
  return beyondInterval
    ? trans.__(
        'At equal cost it leads the median by %1 points (95 % interval %2), more than luck explains.',
        lead,
        range
      )
    : trans.__(
        'At equal cost its lead over the median, %1 points, is not beyond its interval (%2).',
        lead,
        range
      );
}

/** How far the sweep is. */
export function progressText(sweep: KeptSweep, trans: Phrases): string {
  const { counts, epochs, message, remainingSeconds, status } = sweep;
  const parts = [
    trans.__('%1 of %2 decided runs finished', exact(counts.finished), exact(counts.decided)),
    ...(counts.running > 0 ? [trans.__('%1 running', exact(counts.running))] : []),
    ...(counts.failed > 0 ? [trans.__('%1 failed', exact(counts.failed))] : []),
    isLive(sweep) || status === 'interrupted' || status === 'stopped'
      ? trans.__('%1 of about %2 trained', exact(epochs.trained), epochsText(epochs.expected, trans))
      : trans.__('%1 trained', epochsText(epochs.trained, trans)),
    ...(isLive(sweep) && remainingSeconds !== null && remainingSeconds > 0
      ? [trans.__('about %1 left', duration(remainingSeconds))]
      : [])
  ];
  const end = status === 'failed' && message !== null ? ` ${message}` : '';
  const again =
    status === 'interrupted' || status === 'stopped'
      ? ` ${trans.__('Start it again in the same folder to continue.')}`
      : '';
  return `${capital(statusName(status, trans))}: ${parts.join(', ')}.${end}${again}`;
}

/** A list of what is spent and left. */
export function budgetFigures(
  sweep: KeptSweep,
  trans: Phrases
): { label: string; value: string; why: string }[] {
  const { columns, counts, elapsedSeconds, epochs, omitted, remainingSeconds } = sweep;
  const seconds = columns.seconds.reduce((sum, each) => sum + each, 0);
  const left = Math.max(0, epochs.expected - epochs.trained);
  return [
    {
      label: trans.__('candidates'),
      value: exact(counts.candidates),
      why: rowMeaning('sweepCandidates', trans)
    },
    {
      label: trans.__('runs finished'),
      value: trans.__('%1 of %2', exact(counts.finished), exact(counts.decided)),
      why: rowMeaning('sweepFinished', trans)
    },
    {
      label: trans.__('running'),
      value: exact(counts.running),
      why: rowMeaning('sweepRunning', trans)
    },
    { label: trans.__('failed'), value: exact(counts.failed), why: rowMeaning('sweepFailed', trans) },
    {
      label: trans.__('epochs trained'),
      value: exact(epochs.trained),
      why: rowMeaning('sweepTrained', trans)
    },
    {
      label: trans.__('epochs left'),
      value: isLive(sweep) ? trans.__('about %1', exact(left)) : exact(left),
      why: rowMeaning('sweepLeft', trans)
    },
    {
      // Of all starts: what a sweep took that is opened again stands with its runs.
      label: trans.__('training time, all runs'),
      value: omitted > 0 ? trans.__('more than %1', duration(seconds)) : duration(seconds),
      why: rowMeaning('sweepTrainingTime', trans)
    },
    // Of one that has ended neither is anything.
    ...(isLive(sweep) && elapsedSeconds !== null
      ? [
          {
            label: trans.__('time since this start'),
            value: duration(elapsedSeconds),
            why: rowMeaning('sweepElapsed', trans)
          }
        ]
      : []),
    ...(isLive(sweep)
      ? [
          {
            label: trans.__('time left'),
            value:
              remainingSeconds === null
                ? trans.__('not known yet')
                : trans.__('about %1', duration(remainingSeconds)),
            why: rowMeaning('sweepTimeLeft', trans)
          }
        ]
      : [])
  ];
}

export function statusName(status: SweepRunStatus, trans: Phrases): string {
  switch (status) {
    case 'running':
      return trans.__('running');
    case 'paused':
      return trans.__('paused');
    case 'stopping':
      return trans.__('stopping');
    case 'finished':
      return trans.__('finished');
    case 'stopped':
      return trans.__('stopped');
    case 'failed':
      return trans.__('failed');
    case 'interrupted':
      return trans.__('interrupted');
  }
}

/** Where a candidate stands, with its rung. */
export function candidateStatus(
  { rung, status, place }: Pick<SweepRow, 'rung' | 'status' | 'place'>,
  sweep: KeptSweep,
  trans: Phrases
): string {
  const epochs = epochsText(sweep.rungs[rung], trans);
  switch (status) {
    case 'waiting':
      return trans.__('waiting for %1', epochs);
    case 'running':
      return trans.__('running to %1', epochs);
    case 'undecided':
      return trans.__('%1, may go on', epochs);
    case 'halved':
      return trans.__('stopped by halving after %1', epochs);
    case 'finished':
      return trans.__('finished, %1', epochs);
    case 'failed': {
      const kind = failureAt(sweep, place)?.kind;
      return kind === undefined ? trans.__('failed') : trans.__('failed: %1', failureName(kind, trans));
    }
  }
}

const failures = new WeakMap<KeptSweep, ReadonlyMap<number, SweepFailureNote>>();

/** The first failure of a candidate that is known. */
function failureAt(sweep: KeptSweep, place: number): SweepFailureNote | undefined {
  let known = failures.get(sweep);
  if (!known) {
    known = new Map([...sweep.failures].reverse().map((failure) => [failure.place, failure]));
    failures.set(sweep, known);
  }
  return known.get(place);
}

/** The statuses in the order of a table that is sorted by them. */
export const STATUS_ORDER: readonly CandidateStatus[] = [
  'failed',
  'halved',
  'waiting',
  'undecided',
  'running',
  'finished'
];

/** A kind of failure in words; one of another release as it stands. */
export function failureName(kind: string, trans: Phrases): string {
  switch (kind) {
    case 'diverged':
      return trans.__('diverged');
    case 'crashed':
      return trans.__('crashed');
    case 'hung':
      return trans.__('hung');
    case 'time':
      return trans.__('took too long');
    case 'memory':
      return trans.__('out of memory');
    case 'error':
      return trans.__('error');
    default:
      return kind;
  }
}

/** All that is known of a candidate. */
export function candidateWords(row: SweepRow, sweep: KeptSweep, trans: Phrases): string {
  const { accuracy, interval, macs, measuredAt, name, params } = row;
  const failure = failureAt(sweep, row.place);
  return [
    name,
    trans.__('%1 MACs, %2 parameters', si(macs), si(params)),
    ...(accuracy === null || measuredAt === null
      ? []
      : [
          `${trans.__('%1 after %2', accuracyText(accuracy), epochsText(sweep.rungs[measuredAt], trans))}${
            interval ? ` (${intervalWords(interval, trans)})` : ''
          }`
        ]),
    candidateStatus(row, sweep, trans),
    ...(failure ? [failure.message] : [])
  ].join('\n');
}

export function axisTitle({ kind, name, rung }: SweepAxis, sweep: KeptSweep, trans: Phrases): string {
  switch (kind) {
    case 'setting':
      return settingName(name);
    case 'macs':
      return trans.__('MACs');
    case 'params':
      return trans.__('parameters');
    case 'accuracy':
      return epochsText(sweep.rungs[rung], trans);
  }
}

const GREEK: Readonly<Record<string, string>> = { alpha: 'α', beta: 'β', gamma: 'γ' };

/** A setting as columns and axes head it. */
export function settingName(name: string): string {
  return GREEK[name] ?? name;
}

/** A value of an axis. */
export function axisText({ kind, words }: SweepAxis, value: number): string {
  if (words) {
    return words[Math.round(value)] ?? '';
  }
  return kind === 'macs' || kind === 'params'
    ? si(value)
    : kind === 'accuracy'
      ? accuracyText(value)
      : setting(value);
}

export function costName(cost: SweepCost, trans: Phrases): string {
  return cost === 'macs' ? trans.__('MACs') : trans.__('parameters');
}

export function epochsText(epochs: number, trans: Phrases): string {
  return epochs === 1 ? trans.__('1 epoch') : trans.__('%1 epochs', exact(epochs));
}

function candidatesText({ counts }: KeptSweep, trans: Phrases): string {
  return counts.candidates === 1
    ? trans.__('1 candidate')
    : trans.__('%1 candidates', exact(counts.candidates));
}

/** What a document leaves out, and how many a brush leaves; empty where nothing is. */
export function omittedText({ omitted, counts }: KeptSweep, trans: Phrases): string {
  return omitted === 0
    ? ''
    : trans.__(
        '%1 of %2 candidates are here, those that came farthest; the others are in the folder.',
        exact(counts.candidates - omitted),
        exact(counts.candidates)
      );
}

/** How the sweep was set up. */
export function setupText({ dataset, name, reduction, rungs, seeds }: KeptSweep, trans: Phrases): string {
  const lengths = rungs.join(', ');
  return trans.__(
    'Sweep %1 on %2: rungs of %3, one in %4 goes on, %5.',
    name,
    dataset,
    rungs.length === 1 ? epochsText(rungs[0], trans) : trans.__('%1 epochs', lengths),
    exact(reduction),
    seeds.length === 1 ? trans.__('one seed') : trans.__('%1 seeds', exact(seeds.length))
  );
}

/** Every candidate with all that is known of it, in an order. */
export function sweepTable(
  { sweep }: SweepResult,
  rows: readonly SweepRow[],
  trans: Phrases = ENGLISH
): Table {
  const { columns, rungs } = sweep;
  const kinds = new Map(sweep.failures.map(({ place, kind, message }) => [place, `${kind}: ${message}`]));
  const text = (
    key: string,
    name: string,
    meaning: string,
    value: (row: SweepRow) => TableCell
  ): ColumnOf<SweepRow> => ({ key, name, kind: 'text', meaning, value });
  const number = (
    key: string,
    name: string,
    meaning: string,
    value: (row: SweepRow) => TableCell
  ): ColumnOf<SweepRow> => ({ key, name, kind: 'number', meaning, value });
  const m = COLUMN_MEANINGS;
  return tableOf<SweepRow>(
    trans.__('Candidates'),
    [
      text('name', trans.__('candidate'), m.sweepCandidate, ({ name }) => name),
      text('id', trans.__('id'), m.sweepCandidate, ({ id }) => id),
      text('status', trans.__('status'), m.sweepStatus, (row) => candidateStatus(row, sweep, trans)),
      number('rung_epochs', trans.__('rung (epochs)'), m.sweepRung, ({ rung }) => rungs[rung]),
      number('accuracy', trans.__('accuracy (%)'), m.sweepAccuracy, ({ accuracy }) => accuracy),
      number(
        'accuracy_from',
        trans.__('from (%)'),
        m.sweepInterval,
        ({ interval }) => interval?.from ?? null
      ),
      number('accuracy_to', trans.__('to (%)'), m.sweepInterval, ({ interval }) => interval?.to ?? null),
      number('accuracy_epochs', trans.__('after (epochs)'), m.sweepMeasuredAt, ({ measuredAt }) =>
        measuredAt === null ? null : rungs[measuredAt]
      ),
      number('macs', trans.__('MACs'), m.macs, ({ macs }) => macs),
      number('params', trans.__('parameters'), m.params, ({ params }) => params),
      number('epochs', trans.__('epochs trained'), m.sweepEpochs, ({ epochs }) => epochs),
      number('seconds', trans.__('time (s)'), m.sweepSeconds, ({ seconds }) => seconds),
      ...columns.settings.map(({ name, values }): ColumnOf<SweepRow> => ({
        key: name,
        name: settingName(name),
        kind: values.some((value) => typeof value === 'string') ? 'text' : 'number',
        meaning: m.sweepSetting,
        value: ({ place }) => values[place]
      })),
      text('failure', trans.__('failure'), m.sweepFailure, ({ place }) => kinds.get(place) ?? null)
    ],
    rows
  );
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
