import type { CostReport } from '../../analysis';
import { type Child, element, PAPER_COLOURS, type Section, table } from '../../chart';
import { exact, percent, si } from '../../wording/format';
import { stageLabel } from './chart';
import { channelsOf, mapSideOf } from './summary';

/** Costs by stage, beside B0's where `base` is given. */
export function stagesSection(report: CostReport, base?: CostReport): Section {
  const costs = report.stages;
  const total = costs.reduce((sum, stage) => sum + stage.macs, 0);
  const largest = Math.max(...costs.map((stage) => stage.macs / total));
  const change = (before: number | undefined, now: number): string =>
    before === undefined || before === now ? exact(now) : `${exact(before)} → ${exact(now)}`;
  const rows = costs.map((stage, i): Child[] => {
    const share = stage.macs / total;
    return [
      stageLabel(stage),
      change(base?.stages[i]?.repeats, stage.repeats),
      change(base?.stages[i] && channelsOf(base, base.stages[i]), channelsOf(report, stage)),
      `${mapSideOf(stage)}${report.spec.spatialDimensions === 2 ? '²' : ''}`,
      si(stage.params),
      element(
        'g',
        {},
        element('rect', {
          x: 0,
          y: 4,
          width: Math.max(1, (68 * share) / largest),
          height: 11,
          fill: PAPER_COLOURS.compound
        }),
        element(
          'text',
          { x: Math.max(1, (68 * share) / largest) + 5, y: 14, 'font-size': 11.5 },
          percent(share)
        )
      )
    ];
  });
  return table(
    [
      { title: base ? `stage (${base.spec.name.toUpperCase()} → here)` : 'stage', x: 0, align: 'left' },
      { title: 'blocks', x: 190, align: 'right' },
      { title: 'channels', x: 304, align: 'right' },
      { title: 'map', x: 354, align: 'right' },
      { title: 'parameters', x: 438, align: 'right' },
      { title: 'share of MACs', x: 450, align: 'left' }
    ],
    rows
  );
}
