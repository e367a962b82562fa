import type { ToolCount } from '../../analysis';
import { PAPER_COLOURS as COLORS } from '../../chart/colours';
import { type Child, element, type Markup } from '../../chart/markup';
import { INNER_WIDTH, page, paragraph, type Section, table } from '../../chart/page';
import { signed, type ToolComparison, toolsSentence } from '../../views/tool-comparison/cell';
import { exact, isoDay } from '../../wording/format';

const BAR_WIDTH = 90;
const BAR_LEFT = INNER_WIDTH - BAR_WIDTH;

/** What each tool counts for one network, and how far that is from our count. */
export function toolsPicture(comparison: ToolComparison, today: Date): string {
  const { report, counts } = comparison;
  return page(
    {
      sentence: toolsSentence(comparison),
      note:
        `Counts of one image of ${report.spec.resolution} px. They differ by what they include; each total is ` +
        'the sum of exact terms.',
      caption:
        `Computed term by term from the specification on ${isoDay(today)}, by the rules in the tools’ sources ` +
        `(${sourcesOf(counts)}).`
    },
    [differences(counts), ...reasons(counts)]
  );
}

function sourcesOf(counts: readonly ToolCount[]): string {
  const sources = counts.flatMap(({ figure }) => (figure ? [figure.source] : []));
  return sources.length > 0 ? `compared with ${[...new Set(sources)].join('; ')}` : 'fvcore, ptflops';
}

function differences(counts: readonly ToolCount[]): Section {
  const values = counts.map(({ difference }) => difference);
  const [least, most] = [Math.min(0, ...values), Math.max(0, ...values)];
  const scale = BAR_WIDTH / Math.max(1, most - least);
  return table(
    [
      { title: 'counted by', x: 0, align: 'left' },
      { title: 'operations', x: 362, align: 'right' },
      { title: 'difference', x: BAR_LEFT - 12, align: 'right' },
      { title: 'less ← → more', x: BAR_LEFT, align: 'left' }
    ],
    counts.map((count): Child[] => [
      count.tool,
      exact(count.total),
      signed(count.difference),
      bar(-least * scale, count.difference * scale)
    ])
  );
}

/** A bar from the line of no difference to the left or to the right. */
function bar(zero: number, length: number): Markup {
  return element(
    'g',
    {},
    element('path', { d: `M${zero.toFixed(2)} 1V19`, stroke: COLORS.textFaint }),
    element('rect', {
      x: Math.min(zero, zero + length),
      y: 5,
      width: Math.abs(length),
      height: 10,
      fill: length < 0 ? COLORS.accent : COLORS.compound
    })
  );
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
