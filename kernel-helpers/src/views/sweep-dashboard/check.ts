import { RECORD_LIMITS, SpecError } from '../../analysis';
import { CANDIDATE_STATUSES, type KeptSweep, SWEEP_LIMITS, type SweepDashboardState } from './state';

/** What a value of a column is, and whether one is. */
interface ValueKind {
  expected: string;
  holds(value: unknown): boolean;
}

const { largest } = RECORD_LIMITS;
const isNumber = (value: unknown): value is number => typeof value === 'number' && Math.abs(value) <= largest;
const isName = (value: unknown): boolean =>
  typeof value === 'string' && value.length <= SWEEP_LIMITS.nameLength;
const statuses: readonly unknown[] = CANDIDATE_STATUSES;

const NAME: ValueKind = {
  expected: `a text of at most ${SWEEP_LIMITS.nameLength} characters`,
  holds: isName
};
const counting = (least: number): ValueKind => ({
  expected: `a whole number from ${least}`,
  holds: (value) => Number.isSafeInteger(value) && (value as number) >= least
});
const COST = counting(1);
const COUNT = counting(0);
const SECONDS: ValueKind = {
  expected: `a number from 0 to ${largest}`,
  holds: (value) => isNumber(value) && value >= 0
};
const STATUS: ValueKind = {
  expected: `one of ${CANDIDATE_STATUSES.join(', ')}`,
  holds: (value) => statuses.includes(value)
};
const SETTING: ValueKind = {
  expected: `a number of at most ${largest}, a short text or null`,
  holds: (value) => value === null || isNumber(value) || isName(value)
};
const SHARE: ValueKind = {
  expected: 'a number from 0 to 1, or null',
  holds: (value) => value === null || (isNumber(value) && value >= 0 && value <= 1)
};

const below = (most: number): ValueKind => ({
  expected: `a whole number from 0 to ${most - 1}`,
  holds: (value) => COUNT.holds(value) && (value as number) < most
});

/**
 * Checks what a schema can't say, or says too slowly of so many values.
 * @throws SpecError naming the part of a document that can't be.
 */
export function requireSweep({ sweep }: SweepDashboardState): void {
  if (sweep === null) {
    return;
  }
  const { columns, rungs, seeds, failures, running } = sweep;
  const { length } = columns.id;
  const lists = listsOf(sweep);
  for (const { name, values, kind } of lists) {
    ensure(values.length === length, name, values.length, `${length} values, one for each candidate`);
    const wrong = values.findIndex((value) => !kind.holds(value));
    ensure(wrong < 0, `${name}[${wrong}]`, values[wrong], kind.expected);
  }
  ensure(new Set(columns.id).size === length, 'columns.id', 'the same again', 'an id of its own for each');
  const wanted = rungs.length * seeds.length;
  const { accuracies } = columns;
  ensure(accuracies.length === wanted, 'columns.accuracies', accuracies.length, `${wanted} lists`);
  const rising = rungs.every((epochs, i) => i === 0 || epochs > rungs[i - 1]);
  ensure(rising, 'rungs', rungs.join(', '), 'rising numbers of epochs');
  const most = SWEEP_LIMITS.values;
  ensure(length * lists.length <= most, 'columns', `${length * lists.length} values`, `at most ${most}`);
  const place = [...failures, ...running].find((each) => each.place >= length)?.place;
  ensure(place === undefined, 'failures', place, `places of candidates, below ${length}`);
  const rung = running.find((each) => each.rung >= rungs.length)?.rung;
  ensure(rung === undefined, 'running', rung, `a rung, from 0 to ${rungs.length - 1}`);
}

function listsOf({ columns, rungs, networks }: KeptSweep) {
  const { id, name, macs, params, status, rung, epochs, seconds, settings, accuracies } = columns;
  const list = (field: string, values: readonly unknown[], kind: ValueKind) => ({
    name: `columns.${field}`,
    values,
    kind
  });
  return [
    list('id', id, NAME),
    list('name', name, NAME),
    list('macs', macs, COST),
    list('params', params, COST),
    list('status', status, STATUS),
    list('rung', rung, below(rungs.length)),
    list('epochs', epochs, COUNT),
    list('seconds', seconds, SECONDS),
    ...settings.map(({ name: setting, values }) => list(`settings.${setting}`, values, SETTING)),
    ...accuracies.map((values, i) => list(`accuracies[${i}]`, values, SHARE)),
    ...(networks?.kind === 'networks' ? [list('networks.of', networks.of, below(networks.specs.length))] : [])
  ];
}

function ensure(holds: boolean, field: string, got: unknown, expected: string): void {
  if (!holds) {
    throw new SpecError(`sweep.${field}`, got, expected, 'Show the sweep again from its folder.');
  }
}
