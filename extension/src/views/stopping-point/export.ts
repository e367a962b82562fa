import {
  accuracyAt,
  type ColumnOf,
  costAt,
  csvOf,
  efficiencyAt,
  marginalGain,
  type Table,
  tableOf
} from '@efficientnet-lab/kernel-helpers/analysis';
import {
  costUnitName,
  STOPPING_POINT_START,
  type StoppingPointResult,
  type StoppingPointState
} from '@efficientnet-lab/kernel-helpers/views/stopping-point';
import type { TranslationBundle } from '@jupyterlab/translation';
import { cellCode } from '../../frame/cell-code';

/** One number of the view with its interval. */
interface Row {
  name: string;
  phi: number | null;
  cost: number | null;
  accuracy: number | null;
  marginal: number | null;
  perCost: number | null;
  value: number | null;
  interval: { from: number; to: number } | null;
}

const EMPTY: Row = {
  name: '',
  phi: null,
  cost: null,
  accuracy: null,
  marginal: null,
  perCost: null,
  value: null,
  interval: null
};

/** Networks, places on the curve and its parameters: every number of the view. */
export function allNumbers(result: StoppingPointResult, trans: TranslationBundle): Table {
  const { unit } = result;
  const per = costUnitName(unit);
  const column = (
    key: string,
    name: string,
    value: (row: Row) => number | null,
    unitName?: string
  ): ColumnOf<Row> => ({ key, name, kind: 'number', value, ...(unitName ? { unit: unitName } : {}) });
  return tableOf<Row>(
    trans.__('Networks, curve and stopping point'),
    [
      { key: 'name', name: trans.__('name'), kind: 'text', value: ({ name }) => name },
      column('phi', 'φ', ({ phi }) => phi),
      column('cost', trans.__('cost'), ({ cost }) => cost && cost * unit.size, unit.measure.unit),
      column('accuracy', trans.__('accuracy'), ({ accuracy }) => accuracy, '%'),
      column('marginal', trans.__('gain for %1', per), ({ marginal }) => marginal, trans.__('points')),
      column('per_cost', trans.__('accuracy for %1', per), ({ perCost }) => perCost, '%'),
      column('value', trans.__('value'), ({ value }) => value),
      column('from', trans.__('interval from'), ({ interval }) => interval && interval.from),
      column('to', trans.__('interval to'), ({ interval }) => interval && interval.to)
    ],
    [...networkRows(result), ...lawRows(result, trans)]
  );
}

function networkRows({ points, phis, steps }: StoppingPointResult): Row[] {
  return steps.map(({ point, cost, accuracy, perCost, step }) => ({
    ...EMPTY,
    name: points?.records[point].name ?? '',
    phi: phis[point],
    cost,
    accuracy,
    marginal: step?.marginal ?? null,
    perCost
  }));
}

function lawRows(
  { law, stop, fit, intervals, firstMarginal }: StoppingPointResult,
  trans: TranslationBundle
): Row[] {
  if (!law) {
    return [];
  }
  const { curve, cost, peak, peakNeeds } = law;
  const place = (name: string, phi: number, interval: Row['interval'] = null): Row => ({
    ...EMPTY,
    name,
    phi,
    cost: costAt(cost, phi),
    accuracy: accuracyAt(curve, phi),
    marginal: marginalGain(curve, cost, phi),
    perCost: efficiencyAt(curve, cost, phi),
    interval
  });
  const value = (name: string, number: number, interval: Row['interval'] = null): Row => ({
    ...EMPTY,
    name,
    value: number,
    interval
  });
  return [
    place(trans.__('curve at φ = 0'), 0),
    ...(stop ? [place('φ*', stop.phi, intervals?.phi ?? null)] : []),
    ...(peak.interior ? [place(trans.__('peak of accuracy per cost'), peak.phi)] : []),
    value('A∞', curve.asymptote, intervals?.asymptote),
    value('B', curve.amplitude, intervals?.amplitude),
    value('k', curve.rate, intervals?.rate),
    value('g', cost.growth),
    ...(firstMarginal === null ? [] : [value(trans.__('gain at φ = 0'), firstMarginal)]),
    ...(fit ? [value(trans.__('distance of the networks from the curve'), fit.rms)] : []),
    value(trans.__('A∞ below which accuracy per cost peaks inside'), peakNeeds.asymptote),
    value(trans.__('B above which it does'), peakNeeds.amplitude),
    value(trans.__('k above which it does'), peakNeeds.rate),
    value(trans.__('accuracy at φ = 0 below which it does'), peakNeeds.baseline)
  ];
}

export function toCsv(result: StoppingPointResult, trans: TranslationBundle): string {
  return csvOf(allNumbers(result, trans));
}

/** TypeScript that shows this view in a cell; only what differs from where it starts is written. */
export function toTypeScript(state: StoppingPointState): string {
  return cellCode('showStoppingPoint', state, STOPPING_POINT_START);
}
