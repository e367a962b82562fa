import {
  columnMeaning,
  B0,
  type CostReport,
  csvLine,
  dimensionCurves,
  rowMeaning,
  type RowMeaning,
  spend
} from '@efficientnet-lab/kernel-helpers/analysis';
import {
  baseline,
  nameOf,
  type Path,
  pathNames,
  PATHS,
  phiCurve,
  receptiveField,
  type ScalingResult
} from '@efficientnet-lab/kernel-helpers/views/scaling-explorer';
import type { TranslationBundle } from '@jupyterlab/translation';
import { type Cell, table } from '../../controls/table';
import { percentChange, exact, setting, si, times } from '@efficientnet-lab/kernel-helpers/wording';
import { quantityOf, TRAINING_BATCH } from './quantities';

/** What each way of spending scales. */
const SPENT_ON = {
  depth: 'growth.depth',
  width: 'growth.width',
  resolution: 'growth.resolution',
  compound: 'growth.together'
} as const satisfies Record<Path, RowMeaning>;

/** Promised growths that the data table lists. */
const LISTED = [0.25, 0.5, 1, 1.5, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64];

/** What the promise of the shown network buys when it is spent on one dimension, and on all three. */
export function sameCostTable(result: ScalingResult, trans: TranslationBundle): HTMLTableElement {
  const { ideal } = result;
  const training = quantityOf('training', trans);
  const row = (
    path: Path,
    name: string,
    detail: string,
    report: CostReport | null,
    built: number
  ): Cell[] => {
    const head: Cell = { text: name, title: rowMeaning(SPENT_ON[path], trans) };
    if (!report) {
      return [head, detail, trans.__('too large to build'), '', '', '', ''];
    }
    const memory = training.value(report);
    return [
      head,
      detail,
      { text: times(built), title: `${exact(report.macs.total)} MACs` },
      percentChange(built / ideal - 1),
      { text: si(report.params.trainable), title: exact(report.params.trainable) },
      {
        text: times(receptiveField(report) / report.spec.resolution),
        title: `${receptiveField(report)} px ÷ ${report.spec.resolution} px`
      },
      { text: training.show(memory), title: training.exact(memory) }
    ];
  };
  const single = (['depth', 'width', 'resolution'] as const).map((dimension) => {
    const { multipliers, report } = spend(ideal, dimension);
    const size = {
      depth: trans.__('d = %1: %2 blocks', setting(multipliers.depth, 2), report?.depth ?? '–'),
      width: trans.__('w = %1', setting(multipliers.width, 2)),
      resolution: trans.__(
        'r = %1: %2 px',
        setting(multipliers.resolution, 2),
        Math.round(B0.resolution * multipliers.resolution)
      )
    };
    const name = pathNames(trans)[dimension];
    return row(dimension, name, size[dimension], report, (report?.macs.total ?? 0) / baseline().macs.total);
  });
  const { depth, width } = result.multipliers;
  const all = trans.__(
    'd = %1, w = %2, %3 px',
    setting(depth, 2),
    setting(width, 2),
    result.report.spec.resolution
  );
  return table(
    trans.__('The same promise spent on one dimension'),
    [
      {
        label: trans.__('promise of %1', times(ideal)),
        title: trans.__('d·w²·r²: growth in MACs that the rule promises')
      },
      { label: trans.__('spent as'), title: trans.__('Multipliers, and what they build') },
      { label: trans.__('built'), numeric: true, title: columnMeaning('builtGrowth', trans) },
      { label: trans.__('gap'), numeric: true, title: trans.__('built growth ÷ promise − 1') },
      { label: trans.__('parameters'), numeric: true, title: columnMeaning('params', trans) },
      { label: trans.__('coverage'), numeric: true, title: trans.__('Receptive field ÷ side of the image') },
      {
        label: trans.__('memory, %1 in training', TRAINING_BATCH),
        numeric: true,
        title: trans.__('One step of Adam, 32-bit: weights, gradients, optimiser, peak of activations')
      }
    ],
    [...single, row('compound', nameOf(result, trans), all, result.report, result.built)]
  );
}

/** The picture of single dimensions as a table. */
export function dimensionsDataTable({ state }: ScalingResult, trans: TranslationBundle): HTMLTableElement {
  const compound = phiCurve(state);
  const builtBy = (promised: number, path: Path): number | null => {
    if (path !== 'compound') {
      const macs = spend(promised, path).report?.macs.total;
      return macs === undefined ? null : macs / baseline().macs.total;
    }
    const at = compound.rule.findIndex((macs) => macs >= promised * baseline().macs.total);
    return at < 0 ? null : compound.built[at] / baseline().macs.total;
  };
  const show = (value: number | null): string => (value === null ? '–' : times(value));
  return table(
    trans.__('Data of the plot'),
    [
      { label: trans.__('promised'), title: trans.__('d·w²·r²: growth in MACs that the rule promises') },
      ...PATHS.map((path) => ({
        label: pathNames(trans)[path],
        numeric: true,
        title: trans.__('Growth in MACs of the network that is built')
      }))
    ],
    LISTED.map((promised) => [
      `${setting(promised)} ×`,
      ...PATHS.map((path) => show(builtBy(promised, path)))
    ]),
    'jp-EnetData'
  );
}

/** The same as comma-separated values, every point of every line. */
export function dimensionsCsv({ state }: ScalingResult): string {
  const { phi, rule, built } = phiCurve(state);
  const single = Object.entries(dimensionCurves()).flatMap(([path, curve]) =>
    curve.promised.map((promised, i) => csvLine([path, curve.multiplier[i], promised, curve.built[i]]))
  );
  const compound = phi.map((value, i) =>
    csvLine(['compound', value, rule[i] / baseline().macs.total, built[i] / baseline().macs.total])
  );
  return [
    csvLine(['scaled', 'multiplier_or_phi', 'promised_growth', 'built_growth']),
    ...single,
    ...compound
  ].join('');
}
