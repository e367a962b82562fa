import type { ToolCount } from '../../analysis';
import {
  chartSection,
  type Child,
  INNER_WIDTH,
  keySection,
  page,
  paragraph,
  type Section,
  table
} from '../../chart';
import { exact, isoDay } from '../../wording/format';
import { ENGLISH, type Phrases } from '../../wording/words';
import { toolsChart, toolsKey } from './chart';
import type { ToolComparison } from './result';
import { formatRelative, formatSigned, toolsWords } from './words';

/** Of a row, and of the axis below them; pixels. */
const ROW = 21;
const AXIS = 60;

/** What tools and publications count for one network, and which terms make the difference, SVG. */
export function toolsPicture(comparison: ToolComparison, today: Date, trans: Phrases = ENGLISH): string {
  const { counts } = comparison;
  const { sentence, detail } = toolsWords(comparison, trans);
  const key = toolsKey(comparison);
  return page(
    {
      sentence,
      note: `${detail} ${inputText(comparison, trans)}`,
      caption: trans.__(
        'Computed term by term from the specification on %1, by the rules in the tools’ sources (%2).',
        isoDay(today),
        sourcesOf(counts, trans)
      )
    },
    [
      chartSection([toolsChart(comparison, null, trans)], counts.length * ROW + AXIS),
      ...(key.length === 0 ? [] : [keySection(key)]),
      numbers(counts, trans),
      ...reasons(counts)
    ]
  );
}

function inputText({ report: { spec } }: ToolComparison, trans: Phrases): string {
  return spec.spatialDimensions === 2
    ? trans.__('Counts of one image of %1 px; each total is the sum of exact terms.', spec.resolution)
    : trans.__('Counts of one sequence of length %1; each total is the sum of exact terms.', spec.resolution);
}

function sourcesOf(counts: readonly ToolCount[], trans: Phrases): string {
  const sources = counts.flatMap(({ figure }) => (figure ? [figure.source] : []));
  return sources.length > 0
    ? trans.__('compared with %1', [...new Set(sources)].join('; '))
    : trans.__('fvcore, ptflops');
}

function numbers(counts: readonly ToolCount[], trans: Phrases): Section {
  return table(
    [
      { title: trans.__('counted by'), x: 0, align: 'left' },
      { title: trans.__('operations'), x: 350, align: 'right' },
      { title: trans.__('difference'), x: 424, align: 'right' },
      { title: trans.__('to ours'), x: 500, align: 'right' },
      { title: trans.__('in print'), x: INNER_WIDTH, align: 'right' }
    ],
    counts.map((count): Child[] => [
      count.tool,
      exact(count.total),
      formatSigned(count.difference),
      formatRelative(count.percent),
      printed(count, trans)
    ])
  );
}

/** What was printed of the network, if it says more than the total. */
function printed({ figure, agrees }: ToolCount, trans: Phrases): string {
  if (figure === null) {
    return trans.__('computed');
  }
  return figure.kind === 'published' || !agrees ? figure.printed : trans.__('run');
}

/** Why each count is what it is; equal reasons once. */
function reasons(counts: readonly ToolCount[]): Section[] {
  const byReason = new Map<string, string[]>();
  for (const { tool, why, difference } of counts) {
    if (difference !== 0) {
      byReason.set(why, [...(byReason.get(why) ?? []), tool]);
    }
  }
  return [...byReason].map(([why, tools]) => paragraph(`${tools.join(', ')}: ${why}`, { size: 12 }));
}
