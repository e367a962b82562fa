import {
  columnMeaning,
  costExponents,
  type ScalingDimension
} from '@efficientnet-lab/kernel-helpers/analysis';
import {
  baseline,
  doublingCosts,
  nameOf,
  phiCurve,
  publishedNetworks,
  type ScalingResult
} from '@efficientnet-lab/kernel-helpers/views/scaling-explorer';
import type { TranslationBundle } from '@jupyterlab/translation';
import { type Cell, table } from '../../controls/table';
import { element } from '../../dom/element';
import { exact, percent, setting, significant, times } from '@efficientnet-lab/kernel-helpers/wording';
import { quantities } from './quantities';

/** The numbers of the shown network beside its base's. */
export function totalsTable(result: ScalingResult, trans: TranslationBundle): HTMLTableElement {
  const { report } = result;
  const base = result.isFamilyBase ? baseline() : result.base;
  const name = base.spec.name.toUpperCase();
  const rows = quantities(trans).map(({ label, meaning, value, show, exact }): Cell[] => {
    const here = value(report);
    const baseline = value(base);
    return [
      { text: label, title: meaning },
      { text: show(here), title: exact(here) },
      { text: show(baseline), title: exact(baseline) },
      { text: times(here / baseline), class: 'jp-EnetFactor' }
    ];
  });
  return table(
    trans.__('Totals beside %1', name),
    [
      { label: '', title: trans.__('What is counted; hover over a row for its meaning') },
      { label: nameOf(result, trans), numeric: true, title: trans.__('The network shown') },
      { label: name, numeric: true, title: trans.__('What it was scaled from') },
      {
        label: trans.__('factor'),
        numeric: true,
        title: trans.__('The network shown ÷ what it was scaled from')
      }
    ],
    rows,
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
        text: percent(share),
        title: `${exact(stage.macs)} MACs`,
        node: bar(stage.macs / largest)
      }
    ];
  });
  return table(
    trans.__('Stages'),
    [
      { label: trans.__('stage'), title: columnMeaning('stage', trans) },
      { label: trans.__('blocks'), numeric: true, title: columnMeaning('repeats', trans) },
      { label: trans.__('channels'), numeric: true, title: columnMeaning('outputFilters', trans) },
      { label: trans.__('map'), numeric: true, title: columnMeaning('outputSize', trans) },
      { label: trans.__('share of MACs'), title: trans.__('MACs of the stage ÷ MACs of the network') }
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
  const names: Record<ScalingDimension, string> = {
    depth: trans.__('depth'),
    width: trans.__('width'),
    resolution: trans.__('resolution')
  };
  const costs = doublingCosts(result);
  const limit = Math.max(4.2, ...costs.map(({ built }) => built ?? 0));
  const rows = costs.map(({ dimension, ideal, built }) => {
    const value = built === null ? trans.__('too large to build') : times(built);
    const row = element(
      'li',
      {
        class: `jp-EnetDoubling-row jp-mod-${dimension}`,
        title: trans.__('%1: %2 built, %3 by the rule', names[dimension], value, times(ideal))
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
    element('ul', {}, ...rows),
    element(
      'p',
      {
        class: 'jp-EnetDoubling-exponents',
        title: trans.__('Local exponents of the unrounded network: ∂ln MACs / ∂ln d, ∂ln w, ∂ln r')
      },
      ...exponentsText(result, trans)
    )
  );
}

/** How the cost grows around the shown network, before rounding. */
function exponentsText(
  { multipliers, baseNetwork }: ScalingResult,
  trans: TranslationBundle
): (Node | string)[] {
  const { depth, width, resolution } = costExponents({ ...multipliers, base: baseNetwork });
  const power = (exponent: number): HTMLElement => element('sup', {}, significant(exponent));
  return [
    trans.__('Near here MACs grow as '),
    'd',
    power(depth),
    ' · w',
    power(width),
    ' · r',
    power(resolution),
    trans.__('; the rule says d · w² · r².')
  ];
}

function lower(name: string): string {
  return name.startsWith('T') ? name.charAt(0).toLowerCase() + name.slice(1) : name;
}

/** The plot as a table: whole and half φ, and the published networks. */
export function dataTable(result: ScalingResult, trans: TranslationBundle): HTMLTableElement {
  const curve = phiCurve(result.state, 0.5);
  const rows = curve.phi.map((phi, i): Cell[] => [
    `φ = ${setting(phi)}`,
    exact(curve.built[i]),
    exact(curve.rule[i]),
    times(curve.built[i] / curve.rule[i]),
    String(curve.blocks[i]),
    `${curve.resolution[i]} px`
  ]);
  const published = publishedNetworks().map((point): Cell[] => [
    trans.__('%1, published', point.name),
    exact(point.macs),
    '',
    '',
    String(point.blocks),
    `${point.resolution} px`
  ]);
  return table(
    trans.__('Data of the plot'),
    [
      { label: trans.__('network'), title: columnMeaning('phi', trans) },
      { label: trans.__('MACs built'), numeric: true, title: columnMeaning('macs', trans) },
      {
        label: trans.__('MACs by the rule'),
        numeric: true,
        title: trans.__('MACs of the base × (α·β²·γ²)^φ; arXiv 1905.11946, equation 3')
      },
      { label: trans.__('built / rule'), numeric: true, title: trans.__('MACs built ÷ MACs by the rule') },
      {
        label: trans.__('blocks'),
        numeric: true,
        title: trans.__(
          'Blocks of the network: the base’s × the depth coefficient, rounded up stage by stage'
        )
      },
      {
        label: trans.__('image'),
        numeric: true,
        title: trans.__('Side of the image, pixels: the base’s × γ^φ')
      }
    ],
    [...rows, ...published],
    'jp-EnetData'
  );
}
