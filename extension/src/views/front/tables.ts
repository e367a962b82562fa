import {
  columnMeaning,
  type CostMeasure,
  dominates,
  rowMeaning,
  type ResultRecord,
  slopeBetween
} from '@efficientnet-lab/kernel-helpers/analysis';
import {
  costWithUnit,
  type FrontResult,
  groupName,
  kindName,
  percentText
} from '@efficientnet-lab/kernel-helpers/views/front';
import type { TranslationBundle } from '@jupyterlab/translation';
import { type Cell, type Column, table } from '../../controls/table';
import { element } from '../../dom/element';
import { exact, si, significant, times } from '@efficientnet-lab/kernel-helpers/wording';

/** Rows beyond which a table helps nobody; the download has all. */
const MOST_ROWS = 200;

/** Called with the point whose name was pressed. */
export type Ask = (point: number) => void;

/** Figures of the whole front, as name and value. */
export function frontNumbers(result: FrontResult, trans: TranslationBundle): HTMLTableElement {
  const { points, front, volume, knee, names, state } = result;
  const { measure, costs } = points;
  const scale = state.scale === 'log' ? trans.__('log cost') : trans.__('linear cost');
  const rows: Cell[][] = [
    [
      { text: trans.__('on the front'), title: rowMeaning('frontMembers', trans) },
      exact(front.members.length)
    ],
    [
      {
        text: trans.__('dominated'),
        title: rowMeaning('dominatedNetworks', trans)
      },
      exact(result.total - front.members.length)
    ]
  ];
  if (knee !== null) {
    rows.push([
      {
        text: trans.__('knee, %1', scale),
        title: rowMeaning('knee', trans)
      },
      { text: names[knee.point], title: costWithUnit(costs[knee.point], measure) }
    ]);
  }
  if (volume !== null) {
    rows.push([
      {
        text: trans.__('hypervolume, %1 × %', measure.unit),
        title: rowMeaning('hypervolume', trans)
      },
      { text: si(volume.area), title: exact(volume.area) }
    ]);
    rows.push([
      {
        text: trans.__('down to, up to'),
        title: rowMeaning('hypervolumeCorner', trans)
      },
      `${percentText(volume.reference.accuracy)}, ${costWithUnit(volume.reference.cost, measure)}`
    ]);
  }
  return table(
    trans.__('The front in numbers'),
    [
      { label: trans.__('figure'), title: trans.__('Figures of the whole front') },
      { label: trans.__('value'), numeric: true, title: trans.__('Of all networks shown') }
    ],
    rows
  );
}

/** Points that tables tell of; null for all. */
export type Box = ReadonlySet<number> | null;

/** Members of the front by rising cost, and what each gains over the one before. */
export function membersTable(
  result: FrontResult,
  ask: Ask,
  box: Box,
  trans: TranslationBundle
): HTMLTableElement {
  const { points, front } = result;
  const { costs, records, measure } = points;
  const before = new Map(front.members.map((member, i) => [member, i === 0 ? null : front.members[i - 1]]));
  const shown = front.members.filter((member) => box?.has(member) ?? true).slice(0, MOST_ROWS);
  const cheapest = costs[front.members[0]];
  return table(
    trans.__('Networks on the front'),
    [
      {
        label: trans.__('on the front'),
        title: trans.__(
          'By rising cost: nothing costs no more, is no less accurate, and better in one of the two'
        )
      },
      costColumn(measure),
      {
        label: trans.__('to the cheapest'),
        numeric: true,
        title: trans.__('Cost ÷ cost of the cheapest network of the front')
      },
      accuracyColumn(trans),
      {
        label: trans.__('gain, points'),
        numeric: true,
        title: trans.__('ΔA: accuracy over that of the member before, percentage points')
      },
      {
        label: trans.__('per doubling'),
        numeric: true,
        title: columnMeaning('gainPerDoubling', trans)
      },
      {
        label: trans.__('dominates'),
        numeric: true,
        title: trans.__(
          'Networks shown that cost no less and are no more accurate, and worse in one of the two'
        )
      },
      {
        label: trans.__('kind'),
        title: trans.__('Measured here, published, or predicted; hover over a row for its source')
      }
    ],
    shown.map((member) => {
      const cheaper = before.get(member) ?? null;
      const slope = cheaper === null ? null : slopeOf(result, cheaper, member);
      return [
        askCell(result, member, ask),
        costCell(result, member),
        times(costs[member] / cheapest),
        accuracyCell(result, member),
        slope === null ? '–' : significant(slope.gain),
        slope === null || slope.perDoubling === null ? '–' : significant(slope.perDoubling),
        exact(records.filter((_, other) => dominates(points, member, other)).length),
        kindName(records[member].provenance.kind, trans)
      ];
    })
  );
}

/** The others by rising cost, with a member that dominates each, and by how much. */
export function dominatedTable(
  result: FrontResult,
  ask: Ask,
  box: Box,
  trans: TranslationBundle
): HTMLElement {
  const { points, front, names } = result;
  const { costs, accuracies, records, measure } = points;
  const all = records.flatMap((_, i) => (front.dominatedBy[i] < 0 || box?.has(i) === false ? [] : [i]));
  const shown = all.sort((a, b) => costs[a] - costs[b]).slice(0, MOST_ROWS);
  const rows = table(
    trans.__('Dominated networks'),
    [
      { label: trans.__('dominated'), title: trans.__('By rising cost') },
      costColumn(measure),
      accuracyColumn(trans),
      {
        label: trans.__('for example by'),
        title: columnMeaning('dominatedBy', trans)
      },
      { label: trans.__('at the cost'), numeric: true, title: trans.__('Cost of that member ÷ own cost') },
      {
        label: trans.__('points more'),
        numeric: true,
        title: trans.__('Accuracy of that member − own accuracy, percentage points')
      }
    ],
    shown.map((point) => {
      const by = front.dominatedBy[point];
      return [
        askCell(result, point, ask),
        costCell(result, point),
        accuracyCell(result, point),
        names[by],
        times(costs[by] / costs[point]),
        significant(accuracies[by] - accuracies[point])
      ];
    })
  );
  return shown.length === all.length
    ? rows
    : element(
        'div',
        {},
        rows,
        element(
          'p',
          {},
          trans.__('The %1 cheapest of %2; the download has all.', exact(shown.length), exact(all.length))
        )
      );
}

/** From each family's baseline to its scaled networks. */
export function stepsTable(result: FrontResult, trans: TranslationBundle): HTMLTableElement {
  const { points, names, steps } = result;
  return table(
    trans.__('Gains from the baselines'),
    [
      { label: trans.__('network'), title: trans.__('Scaled from the baseline of its family') },
      { label: trans.__('scaled'), title: trans.__('What was scaled, as the source says') },
      { label: trans.__('cost'), numeric: true, title: trans.__('g: cost ÷ cost of the baseline') },
      {
        label: trans.__('gain, points'),
        numeric: true,
        title: trans.__('ΔA: accuracy − accuracy of the baseline, percentage points')
      },
      {
        label: trans.__('per baseline’s cost'),
        numeric: true,
        title: trans.__('ΔA ÷ (g − 1): percentage points for as much again as the baseline costs')
      },
      {
        label: trans.__('per doubling'),
        numeric: true,
        title: trans.__('ΔA ÷ log₂ g, percentage points')
      }
    ],
    steps
      .slice(0, MOST_ROWS)
      .map(({ to, slope }) => [
        names[to],
        groupName({ name: points.records[to].scaling ?? '' }, trans),
        times(slope.growth),
        significant(slope.gain),
        slope.perCost === null ? '–' : significant(slope.perCost),
        slope.perDoubling === null ? '–' : significant(slope.perDoubling)
      ])
  );
}

function slopeOf({ points: { costs, accuracies } }: FrontResult, from: number, to: number) {
  const at = (i: number): { cost: number; accuracy: number } => ({ cost: costs[i], accuracy: accuracies[i] });
  return slopeBetween(at(from), at(to));
}

function askCell({ names, points, selected }: FrontResult, point: number, ask: Ask): Cell {
  const node = element(
    'button',
    {
      type: 'button',
      class: 'jp-EnetFrontName',
      title: sourceOf(points.records[point]),
      'data-point': point,
      'aria-pressed': String(selected?.point === point)
    },
    names[point]
  );
  node.addEventListener('click', () => ask(point));
  return { text: '', node };
}

function sourceOf({ name, provenance: { source, date } }: ResultRecord): string {
  return `${name}\n${source}, ${date}`;
}

function costColumn({ name, note = '' }: CostMeasure): Column {
  return { label: name, numeric: true, title: note || undefined };
}

function accuracyColumn(trans: TranslationBundle): Column {
  return {
    label: trans.__('top-1'),
    numeric: true,
    title: columnMeaning('top1', trans)
  };
}

function costCell({ points: { costs, measure } }: FrontResult, point: number): Cell {
  return { text: costWithUnit(costs[point], measure), title: `${costs[point]} ${measure.unit}` };
}

function accuracyCell({ points: { accuracies } }: FrontResult, point: number): Cell {
  return { text: percentText(accuracies[point]), title: `${accuracies[point]} %` };
}
