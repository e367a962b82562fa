import { columnMeaning, rowMeaning } from '@efficientnet-lab/kernel-helpers/analysis';
import {
  type BlockResult,
  candidateName,
  termName
} from '@efficientnet-lab/kernel-helpers/views/block-explorer';
import type { TranslationBundle } from '@jupyterlab/translation';
import { table } from '../../controls/table';
import { element } from '../../dom/element';
import { exact, percent, si, significant, times } from '@efficientnet-lab/kernel-helpers/wording';

/** The three costs; ratios are to the standard convolution. */
export function costsTable(result: BlockResult, trans: TranslationBundle): HTMLTableElement {
  const { state, standard, candidates } = result;
  return table(
    trans.__('Costs'),
    [
      { label: trans.__('block'), title: trans.__('Three ways to compute one layer of the same size') },
      { label: trans.__('MACs'), numeric: true, title: columnMeaning('macs', trans) },
      { label: trans.__('ratio'), numeric: true, title: columnMeaning('ratio', trans) },
      { label: trans.__('parameters'), numeric: true, title: columnMeaning('params', trans) },
      { label: trans.__('ratio'), numeric: true, title: columnMeaning('ratio', trans) }
    ],
    candidates.map(({ name, form }) => [
      { text: candidateName(name, state, trans), title: rowMeaning(`block.${name}`, trans) },
      { text: si(form.macs), title: exact(form.macs) },
      times(form.macs / standard.macs),
      { text: si(form.params), title: exact(form.params) },
      times(form.params / standard.params)
    ])
  );
}

/** Every term with its formula and the numbers in it. */
export function formulasTable(result: BlockResult, trans: TranslationBundle): HTMLTableElement {
  return table(
    trans.__('Terms'),
    [
      { label: trans.__('block'), title: trans.__('Three ways to compute one layer of the same size') },
      { label: trans.__('term'), title: columnMeaning('term', trans) },
      { label: trans.__('MACs'), title: columnMeaning('termFormula', trans) },
      { label: '', numeric: true, title: columnMeaning('macs', trans) },
      { label: trans.__('parameters'), title: columnMeaning('paramsFormula', trans) },
      { label: '', numeric: true, title: columnMeaning('params', trans) }
    ],
    result.candidates.flatMap(({ name, form }) =>
      form.terms.map((term) => [
        { text: candidateName(name, result.state, trans), title: rowMeaning(`block.${name}`, trans) },
        { text: termName(term.name, trans), title: rowMeaning(`term.${term.name}`, trans) },
        term.macs === 0 ? '–' : `${term.formula} = ${term.filled}`,
        exact(term.macs),
        `${term.paramsFormula} = ${term.paramsFilled}`,
        exact(term.params)
      ])
    )
  );
}

/** Where the formulas come from, and where what is said of them bends. */
export function whyContent(result: BlockResult, trans: TranslationBundle): HTMLElement {
  return element(
    'div',
    { class: 'jp-EnetWhy-content' },
    element('p', { class: 'jp-EnetFormula' }, ratioFormula(result)),
    ...paragraphs(result, trans).map((text) => element('p', {}, text)),
    element(
      'p',
      { class: 'jp-EnetSource' },
      trans.__(
        'Sources: Sandler et al., arXiv 1801.04381 (MBConv); Tan and Le, arXiv 1905.11946 (with squeeze-and-excitation). Counted are products, without biases and normalisation.'
      )
    )
  );
}

function ratioFormula({ state, separation }: BlockResult): string {
  const n = state.spatialDimensions === 2 ? '²' : '';
  return `ρ = 1/C′ + 1/k${n} = 1/${state.outputFilters} + 1/${state.kernelSize}${n} = ${significant(separation.ratio)};  1/ρ = ${times(1 / separation.ratio)}`;
}

function paragraphs(result: BlockResult, trans: TranslationBundle): string[] {
  const { state, mbconv } = result;
  const limit = state.kernelSize ** state.spatialDimensions;
  const gates = mbconv.terms.filter(({ name }) => name === 'squeeze' || name === 'excite');
  const share = gates.reduce((sum, { macs }) => sum + macs, 0) / mbconv.macs;
  return [
    trans.__(
      'A standard convolution looks at k pixels each way and mixes all channels at once. The separable one filters each channel by itself, then mixes them pixel by pixel: the product k²·C′ becomes the sum k² + C′. The saving of %1 × is a limit for wide layers; C′ = %2 reaches %3 of it.',
      exact(limit),
      exact(state.outputFilters),
      percent(1 / result.separation.ratio / limit)
    ),
    trans.__(
      'MBConv expands to t·C channels first, so that the cheap depthwise step works on many. Its pointwise steps grow with t. The short formula t·C·(2·C + k²) holds for t ≠ 1, C′ = C, stride 1 and no squeeze-and-excitation; here it %1.',
      isShortFormulaExact(result)
        ? trans.__('is exact')
        : trans.__('is off by %1', percent(shortFormulaError(result)))
    ),
    trans.__(
      'Squeeze-and-excitation takes %1 of this block’s MACs, because it works on one pixel: its price is in parameters and in memory traffic.',
      percent(share, 2)
    ),
    trans.__(
      'When separation stops paying depends on the criterion. Per MAC: the benefit bought with each MAC rises when α > ρ. By net utility: benefit less cost rises when α > 1 − x·(1 − ρ). The first suits a network that spends the saved MACs elsewhere, the second one that must not lose quality in this layer.'
    )
  ];
}

/** What t·C·(2C + k²) for each pixel that comes in misses, as a share of the true MACs. */
function shortFormulaError({ state, mbconv }: BlockResult): number {
  const { size, inputFilters, expansionRatio, kernelSize, spatialDimensions } = state;
  const pixels = size ** spatialDimensions;
  const short = pixels * expansionRatio * inputFilters * (2 * inputFilters + kernelSize ** spatialDimensions);
  return short / mbconv.macs - 1;
}

function isShortFormulaExact(result: BlockResult): boolean {
  return shortFormulaError(result) === 0;
}
