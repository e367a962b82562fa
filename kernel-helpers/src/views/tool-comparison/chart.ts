import type { TermId, ToolCount } from '../../analysis';
import { categories, type Chart, type KeyEntry, type Mark, type Meaning } from '../../chart';
import { tickLabel } from '../../wording/format';
import type { Phrases } from '../../wording/words';
import { differenceRange, isForeign, type Part, partsOf, type ToolComparison } from './result';
import { formatCount, formatRelative, formatSignedExact, shortName } from './words';

/** Half the height of a bar, rows. */
const HALF = 0.3;
/** Beyond the longest bar, a share of the axis. */
const ROOM = 0.04;
/** A second term of the same kind, and operations that are not the network's own. */
const SECOND = 0.55;
const FOREIGN = 0.35;

/** The mark whose places are the tools, in their order. */
const TOOLS = 'tools';

/** How far each tool's count lies from ours, by the terms that make the difference. */
export function toolsChart(comparison: ToolComparison, selected: ToolCount | null, trans: Phrases): Chart {
  const { counts } = comparison;
  const [least, most] = differenceRange(comparison);
  const room = ROOM * Math.max(1, most - least);
  const row = selected ? counts.indexOf(selected) : -1;
  return {
    description: trans.__('How far each tool’s count lies from ours, by terms'),
    x: {
      title: trans.__('difference to our count, operations'),
      kind: 'linear',
      from: least - room,
      to: most + room,
      grid: true,
      text: (value) => `${value > 0 ? '+' : ''}${tickLabel(value)}`
    },
    y: categories(
      counts.map(({ id }) => shortName(id, trans)),
      'down'
    ),
    marks: [
      ...(row < 0
        ? []
        : [
            {
              kind: 'rectangles',
              meaning: 'accent',
              moving: true,
              opacity: 0.14,
              rectangles: [{ y0: row - 0.5, y1: row + 0.5 }]
            } as const
          ]),
      {
        kind: 'rectangles',
        meaning: 'text',
        id: TOOLS,
        moving: true,
        opacity: 0,
        rectangles: counts.map((_, i) => ({ y0: i - 0.5, y1: i + 0.5 })),
        hover: counts.map(
          ({ tool, total, percent }) => `${tool}: ${formatCount(total)}, ${formatRelative(percent)}`
        )
      },
      ...counts.flatMap((count, i) => partsOf(count, comparison).map((part) => barOf(count, part, i))),
      { kind: 'rule', meaning: 'text', axis: 'x', at: 0, dash: 'solid', width: 1 }
    ]
  };
}

function barOf({ id: tool, tool: name }: ToolCount, part: Part, row: number): Mark {
  const { id, from, to, value } = part;
  return {
    kind: 'rectangles',
    meaning: meaningOf(id),
    id: `${tool} ${id}`,
    moving: true,
    opacity: opacityOf(id),
    rectangles: [{ x0: from, x1: to, y0: row - HALF, y1: row + HALF }],
    hover: [`${name}, ${part.name}: ${formatSignedExact(value)}`]
  };
}

/** The tool of what was picked in the chart. */
export function pickedTool(
  { counts }: ToolComparison,
  { id, index }: { id: string; index: number }
): ToolCount | null {
  return (id === TOOLS ? counts[index] : counts.find((count) => id.startsWith(`${count.id} `))) ?? null;
}

/** The terms that make differences here, with their looks. */
export function toolsKey(comparison: ToolComparison): KeyEntry[] {
  const names = new Map(
    comparison.counts.flatMap((count) => partsOf(count, comparison)).map(({ id, name }) => [id, name])
  );
  return [...names].map(([id, name]) => ({ meaning: meaningOf(id), opacity: opacityOf(id), name }));
}

/** Terms that do the same share a hue. */
function meaningOf(id: TermId): Meaning {
  switch (id) {
    case 'normalization':
    case 'stridedConvolution':
    case 'squeezeExcite':
    case 'bias':
      return id;
    case 'headPool':
    case 'squeezePool':
      return 'pooling';
    case 'activation':
    case 'squeezeExciteActivation':
    case 'gateActivation':
      return 'activation';
    case 'imageSize':
    case 'unexplained':
      return 'unexplained';
    default:
      return 'otherTerm';
  }
}

function opacityOf(id: TermId): number {
  return isForeign(id) ? FOREIGN : id === 'squeezePool' || id === 'squeezeExciteActivation' ? SECOND : 1;
}
