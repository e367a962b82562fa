import {
  growth,
  type GrowthFactor,
  impliedPhi,
  publishedVariant,
  rowMeaning,
  type RowMeaning
} from '@efficientnet-lab/kernel-helpers/analysis';
import {
  baseName,
  growthPerStep,
  type ScalingResult
} from '@efficientnet-lab/kernel-helpers/views/scaling-explorer';
import type { TranslationBundle } from '@jupyterlab/translation';
import { type Cell, table } from '../../controls/table';
import { element } from '../../dom/element';
import { percentChange, setting, significant, times } from '@efficientnet-lab/kernel-helpers/wording';

const SOURCE = 'https://arxiv.org/abs/1905.11946';

/** The formula with the present numbers in it, where its promise is lost, its source, and where it bends. */
export function whyContent(result: ScalingResult, trans: TranslationBundle): HTMLElement {
  return element(
    'div',
    { class: 'jp-EnetWhy-content' },
    element('p', { class: 'jp-EnetFormula' }, formula(result)),
    element(
      'p',
      {},
      trans.__(
        'The rule lets layers, channels and pixels be fractions. A network can’t: layer counts are rounded up, channels to multiples of 8 (never below 90 %), the image to whole pixels. Step by step, each with the dimensions before it already scaled:'
      )
    ),
    gapTable(result, trans),
    ...bends(result, trans).map((text) => element('p', {}, text)),
    element(
      'p',
      { class: 'jp-EnetSource' },
      trans.__('Source: Tan and Le, EfficientNet, section 3.3, '),
      element('a', { href: SOURCE, target: '_blank', rel: 'noopener' }, 'arXiv 1905.11946'),
      trans.__('. Its “FLOPs” are multiply-adds (MACs), as counted here.')
    )
  );
}

function formula({ state, multipliers, ideal, built }: ScalingResult): string {
  const { depth, width, resolution } = multipliers;
  const product = `d·w²·r² = ${significant(depth)} · ${significant(width)}² · ${significant(resolution)}² = ${significant(ideal)}`;
  const rule =
    state.mode === 'rule'
      ? `(α·β²·γ²)^φ = (${setting(state.alpha)} · ${setting(state.beta)}² · ${setting(state.gamma)}²)^${setting(state.phi)} = `
      : '';
  return `${rule}${product};  ${significant(built)} ÷ ${significant(ideal)} = ${significant(built / ideal)}`;
}

function gapTable(result: ScalingResult, trans: TranslationBundle): HTMLTableElement {
  const labels = {
    depth: trans.__('depth, d'),
    width: trans.__('width, w²'),
    resolution: trans.__('resolution, r²')
  };
  const row = (label: string, meaning: RowMeaning, { ideal, unrounded, rounded }: GrowthFactor): Cell[] => [
    { text: label, title: rowMeaning(meaning, trans) },
    times(ideal),
    times(unrounded),
    times(rounded),
    percentChange(rounded / ideal - 1)
  ];
  const grown = growth(result.multipliers, result.baseNetwork);
  return table(
    trans.__('Where the rule and the network part'),
    [
      { label: trans.__('dimension'), title: trans.__('What is scaled') },
      {
        label: trans.__('rule'),
        numeric: true,
        title: trans.__('d, w² and r²: growth in MACs by the rule; arXiv 1905.11946, equation 3')
      },
      {
        label: trans.__('before rounding'),
        numeric: true,
        title: trans.__('Growth in MACs with fractional blocks, channels and pixels')
      },
      {
        label: trans.__('built'),
        numeric: true,
        title: trans.__('Growth in MACs of the network that is built')
      },
      { label: trans.__('gap'), numeric: true, title: trans.__('built ÷ rule − 1') }
    ],
    [
      ...grown.factors.map((factor) => row(labels[factor.dimension], `growth.${factor.dimension}`, factor)),
      row(trans.__('together'), 'growth.together', grown)
    ],
    'jp-EnetGap'
  );
}

function bends(result: ScalingResult, trans: TranslationBundle): string[] {
  const { state } = result;
  const growth = growthPerStep(state);
  const texts = [
    trans.__(
      'The textbook says that every step of φ doubles the cost. With α = %1, β = %2, γ = %3 the product α·β²·γ² is %4, not 2, before any rounding.',
      setting(state.alpha),
      setting(state.beta),
      setting(state.gamma),
      setting(growth, 3)
    ),
    trans.__(
      'Doubling depth is not exactly 2 ×: counts round up, stem and head get no deeper, and added blocks start from the full width of their stage. Doubling width or resolution costs less than 4 ×: depthwise convolutions, the classifier and the first layer grow with w alone; squeeze-and-excitation and the classifier don’t see the image size.'
    )
  ];
  if (result.isFamilyBase) {
    texts.push(trans.__('%1 is a base: its multipliers are 1.', state.variant.toUpperCase()));
  } else if (state.mode === 'published') {
    const { alpha, beta, gamma } = state;
    const { depth, width, resolution } = impliedPhi(state.variant, { alpha, beta, gamma });
    const show = (phi: number | null): string => (phi === null ? '–' : setting(phi, 2));
    const row = publishedVariant(state.variant);
    texts.push(
      trans.__(
        '%1 was published with d = %2, w = %3 and %4 px on %5. No single φ gives all three: its depth implies φ = %6, its width φ = %7, its resolution φ = %8. The plot places B0 to B8 at the number in their name, other networks where the rule promises their cost.',
        state.variant.toUpperCase(),
        setting(row.depthCoefficient),
        setting(row.widthCoefficient),
        row.resolution,
        baseName(result),
        show(depth),
        show(width),
        show(resolution)
      )
    );
  } else if (state.mode === 'manual') {
    texts.push(trans.__('The plot places a manual network at the φ whose rule promises the same cost.'));
  }
  return texts;
}
