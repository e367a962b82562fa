import { type Cell, table } from '../controls/table';
import { element } from '../dom/element';
import { formatExact, formatFactor, formatPercent, formatSetting, formatSi } from '../wording/numbers';
import type { TranslationBundle } from '@jupyterlab/translation';
import { phiCurve, PUBLISHED_POINTS } from './curve';
import { doublingCosts, type Dimension, type ScalingResult } from './scaling';
import { nameOf } from './wording';

/** MACs, parameters, depth and image of the shown network beside B0's. */
export function totalsTable(result: ScalingResult, trans: TranslationBundle): HTMLTableElement {
  const { report, base } = result;
  const row = (
    label: string,
    value: number,
    baseline: number,
    show: (n: number) => string,
    unit: string
  ): Cell[] => [
    label,
    { text: show(value) + unit, title: `${formatExact(value)}${unit}` },
    { text: show(baseline), title: `${formatExact(baseline)}${unit}` },
    { text: formatFactor(value / baseline), class: 'jp-EnetFactor' }
  ];
  return table(
    trans.__('Totals beside B0'),
    [
      { label: '' },
      { label: nameOf(result, trans), numeric: true },
      { label: 'B0', numeric: true },
      { label: trans.__('factor'), numeric: true }
    ],
    [
      row(trans.__('MACs'), report.macs.total, base.macs.total, formatSi, ''),
      row(trans.__('parameters'), report.params.trainable, base.params.trainable, formatSi, ''),
      row(trans.__('depth'), report.depth, base.depth, String, trans.__(' blocks')),
      row(trans.__('image'), report.spec.resolution, base.spec.resolution, String, ' px')
    ],
    'jp-EnetTotals'
  );
}

/** The stages of the shown network: what changed against B0, and where the MACs are spent. */
export function stagesTable(result: ScalingResult, trans: TranslationBundle): HTMLTableElement {
  const { report, base } = result;
  const largest = Math.max(...report.stages.map((stage) => stage.macs));
  const rows = report.stages.map((stage, i): Cell[] => {
    const before = base.stages[i];
    const counted = i > 0 && i < report.stages.length - 1;
    const share = stage.macs / report.macs.total;
    return [
      `${stage.name} ${counted ? stage.operator : trans.__('conv')} ${stage.kernelSize}×${stage.kernelSize}`,
      { text: counted ? change(before.repeats, stage.repeats) : '' },
      { text: change(channels(base, i), channels(report, i)) },
      {
        text: `${mapSize(report, i)}²`,
        title: trans.__('%1 × %1 pixels, from %2 × %2', mapSize(report, i), stage.inputSize)
      },
      {
        text: formatPercent(share),
        title: `${formatExact(stage.macs)} MACs`,
        node: bar(stage.macs / largest)
      }
    ];
  });
  return table(
    trans.__('Stages'),
    [
      { label: trans.__('stage') },
      { label: trans.__('blocks'), numeric: true },
      { label: trans.__('channels'), numeric: true },
      { label: trans.__('map'), numeric: true },
      { label: trans.__('share of MACs') }
    ],
    rows,
    'jp-EnetStages'
  );
}

/** The head ends in the classifier, whose outputs are classes: its channels are those of its convolution. */
function channels(cost: ScalingResult['report'], i: number): number {
  return i === cost.stages.length - 1 ? cost.spec.head.filters : cost.stages[i].outputFilters;
}

function mapSize(cost: ScalingResult['report'], i: number): number {
  return i === cost.stages.length - 1 ? cost.stages[i].inputSize : cost.stages[i].outputSize;
}

function bar(share: number): HTMLElement {
  const node = element('span', { class: 'jp-EnetBar', 'aria-hidden': 'true' });
  node.style.setProperty('--jp-enet-share', String(share));
  return node;
}

function change(before: number, after: number): string {
  return before === after ? String(after) : `${before} → ${after}`;
}

/** Cost of doubling each dimension: a bar with its value, the promise as a dashed line. */
export function doublingChart(result: ScalingResult, trans: TranslationBundle): HTMLElement {
  const names: Record<Dimension, string> = {
    depth: trans.__('depth'),
    width: trans.__('width'),
    resolution: trans.__('resolution')
  };
  const costs = doublingCosts(result);
  const limit = Math.max(4.2, ...costs.map(({ built }) => built ?? 0));
  const rows = costs.map(({ dimension, ideal, built }) => {
    const value = built === null ? trans.__('too large to build') : formatFactor(built);
    const row = element(
      'li',
      {
        class: `jp-EnetDoubling-row jp-mod-${dimension}`,
        title: trans.__('%1: %2 built, %3 by the rule', names[dimension], value, formatFactor(ideal))
      },
      element('span', { class: 'jp-EnetDoubling-name' }, names[dimension]),
      element(
        'span',
        { class: 'jp-EnetDoubling-track' },
        element('span', { class: 'jp-EnetDoubling-bar' }),
        element('span', { class: 'jp-EnetDoubling-ideal' }),
        element('span', { class: 'jp-EnetDoubling-value' }, value)
      )
    );
    row.style.setProperty('--jp-enet-built', String((built ?? 0) / limit));
    row.style.setProperty('--jp-enet-ideal', String(ideal / limit));
    row.style.setProperty('--jp-enet-label', String(Math.max(built ?? 0, ideal) / limit));
    return row;
  });
  return element(
    'figure',
    { class: 'jp-EnetDoubling' },
    element(
      'figcaption',
      {},
      trans.__('Cost of doubling one dimension of %1 (dashed: the rule)', lower(nameOf(result, trans)))
    ),
    element('ul', {}, ...rows)
  );
}

function lower(name: string): string {
  return name.startsWith('T') ? name.charAt(0).toLowerCase() + name.slice(1) : name;
}

/** The plot as a table: whole and half φ, and the published networks. */
export function dataTable(result: ScalingResult, trans: TranslationBundle): HTMLTableElement {
  const curve = phiCurve(result.state, 0.5);
  const rows = curve.phi.map((phi, i): Cell[] => [
    `φ = ${formatSetting(phi)}`,
    formatExact(curve.built[i]),
    formatExact(curve.rule[i]),
    formatFactor(curve.built[i] / curve.rule[i]),
    String(curve.blocks[i]),
    `${curve.resolution[i]} px`
  ]);
  const published = PUBLISHED_POINTS.map((point): Cell[] => [
    trans.__('%1, published', point.name.toUpperCase()),
    formatExact(point.macs),
    '',
    '',
    String(point.blocks),
    `${point.resolution} px`
  ]);
  return table(
    trans.__('Data of the plot'),
    [
      { label: trans.__('network') },
      { label: trans.__('MACs built'), numeric: true },
      { label: trans.__('MACs by the rule'), numeric: true },
      { label: trans.__('built / rule'), numeric: true },
      { label: trans.__('blocks'), numeric: true },
      { label: trans.__('image'), numeric: true }
    ],
    [...rows, ...published],
    'jp-EnetData'
  );
}
