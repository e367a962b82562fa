import { dominates, slopeBetween } from '@efficientnet-lab/kernel-helpers/analysis';
import { costWithUnit, type FrontResult, percentText } from '@efficientnet-lab/kernel-helpers/views/front';
import type { TranslationBundle } from '@jupyterlab/translation';
import { type Cell, table } from '../../controls/table';
import { element } from '../../dom/element';
import { exact, si, significant, times } from '@efficientnet-lab/kernel-helpers/wording';
import { groupName, kindName } from './wording';

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
    [trans.__('on the front'), exact(front.members.length)],
    [trans.__('dominated'), exact(result.total - front.members.length)]
  ];
  if (knee !== null) {
    rows.push([
      trans.__('knee, %1', scale),
      { text: names[knee.point], title: costWithUnit(costs[knee.point], measure) }
    ]);
  }
  if (volume !== null) {
    rows.push([
      trans.__('hypervolume, %1 × %', measure.unit),
      { text: si(volume.area), title: exact(volume.area) }
    ]);
    rows.push([
      trans.__('down to, up to'),
      `${percentText(volume.reference.accuracy)}, ${costWithUnit(volume.reference.cost, measure)}`
    ]);
  }
  return table(
    trans.__('The front in numbers'),
    [{ label: trans.__('figure') }, { label: trans.__('value'), numeric: true }],
    rows
  );
}

/** Members of the front by rising cost, and what each gains over the one before. */
export function membersTable(result: FrontResult, ask: Ask, trans: TranslationBundle): HTMLTableElement {
  const { points, front } = result;
  const { costs, records, measure } = points;
  const shown = front.members.slice(0, MOST_ROWS);
  const cheapest = costs[front.members[0]];
  return table(
    trans.__('Networks on the front'),
    [
      { label: trans.__('on the front') },
      { label: measure.name, numeric: true },
      { label: trans.__('to the cheapest'), numeric: true },
      { label: trans.__('top-1'), numeric: true },
      { label: trans.__('gain, points'), numeric: true },
      { label: trans.__('per doubling'), numeric: true },
      { label: trans.__('dominates'), numeric: true },
      { label: trans.__('kind') }
    ],
    shown.map((member, i) => {
      const before = i === 0 ? null : slopeOf(result, shown[i - 1], member);
      return [
        askCell(result, member, ask),
        costCell(result, member),
        times(costs[member] / cheapest),
        accuracyCell(result, member),
        before === null ? '–' : significant(before.gain),
        before === null || before.perDoubling === null ? '–' : significant(before.perDoubling),
        exact(records.filter((_, other) => dominates(points, member, other)).length),
        kindName(records[member].provenance.kind, trans)
      ];
    })
  );
}

/** The others by rising cost, with a member that dominates each, and by how much. */
export function dominatedTable(result: FrontResult, ask: Ask, trans: TranslationBundle): HTMLElement {
  const { points, front, names } = result;
  const { costs, accuracies, records, measure } = points;
  const all = records.flatMap((_, i) => (front.dominatedBy[i] < 0 ? [] : [i]));
  const shown = all.sort((a, b) => costs[a] - costs[b]).slice(0, MOST_ROWS);
  const rows = table(
    trans.__('Dominated networks'),
    [
      { label: trans.__('dominated') },
      { label: measure.name, numeric: true },
      { label: trans.__('top-1'), numeric: true },
      { label: trans.__('for example by') },
      { label: trans.__('at the cost'), numeric: true },
      { label: trans.__('points more'), numeric: true }
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
      { label: trans.__('network') },
      { label: trans.__('scaled') },
      { label: trans.__('cost'), numeric: true },
      { label: trans.__('gain, points'), numeric: true },
      { label: trans.__('per baseline’s cost'), numeric: true },
      { label: trans.__('per doubling'), numeric: true }
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
      title: points.records[point].name,
      'data-point': point,
      'aria-pressed': String(selected?.point === point)
    },
    names[point]
  );
  node.addEventListener('click', () => ask(point));
  return { text: '', node };
}

function costCell({ points: { costs, measure } }: FrontResult, point: number): Cell {
  return { text: costWithUnit(costs[point], measure), title: `${costs[point]} ${measure.unit}` };
}

function accuracyCell({ points: { accuracies } }: FrontResult, point: number): Cell {
  return { text: percentText(accuracies[point]), title: `${accuracies[point]} %` };
}
