import type { CostReport } from '@efficientnet-lab/kernel-helpers/analysis';
import type { TranslationBundle } from '@jupyterlab/translation';
import { element } from '../../dom/element';
import { exact, percent } from '@efficientnet-lab/kernel-helpers/wording';
import { formatBytes } from './wording';

/** What the columns count, and what they leave out. */
export function whyContent(report: CostReport, trans: TranslationBundle): HTMLElement {
  return element(
    'div',
    { class: 'jp-EnetWhy-content' },
    element('p', { class: 'jp-EnetFormula' }, 'S′² · k² · C · C′;  S′² · k² · C;  r′ = r + (k − 1) · j'),
    ...paragraphs(report, trans).map((text) => element('p', {}, text)),
    element(
      'p',
      { class: 'jp-EnetSource' },
      trans.__(
        'Sources: Tan and Le, arXiv 1905.11946 (stages and blocks); Araujo, Norris and Sim, Distill 2019, doi 10.23915/distill.00021 (receptive fields). Layers and their names are those of Keras.'
      )
    )
  );
}

function paragraphs(
  { params, macs, elements, memory, bytesMoved, receptiveField, spec }: CostReport,
  trans: TranslationBundle
): string[] {
  return [
    trans.__(
      'MACs are the products of a convolution, map by kernel by channels in by channels out; a depthwise one lacks the factor of the channels out. They leave out %1 elements that are normalised, activated, scaled or added one by one: these also take time, although they are not part of any matrix product.',
      exact(elements.total)
    ),
    trans.__(
      'Three counts of parameters are in use: %1 trainable (PyTorch, timm, the paper), %2 with the moving statistics of batch normalisation, %3 as Keras prints them. The table’s are trainable.',
      exact(params.trainable),
      exact(params.withStatistics),
      exact(params.keras)
    ),
    trans.__(
      'Bytes moved are each layer’s inputs, weights and outputs in 32-bit floats, as if nothing stayed in a cache: %1 here, so that the network does %2 MACs per byte. Layers far below that wait for memory; depthwise convolutions, which are %3 of the MACs, are among them.',
      formatBytes(bytesMoved),
      (macs.total / bytesMoved).toFixed(1),
      percent(macs.depthwise / macs.total)
    ),
    trans.__(
      'Weights take %1; at most %2 are alive at once in inference.',
      formatBytes(memory.weights),
      formatBytes(memory.inferencePeak)
    ),
    trans.__(
      'The receptive field counts convolutions only: it reaches %1 px, %2 of the input’s side. Squeeze-and-excitation looks at the whole map, so that through its gates every output depends on every pixel.',
      exact(receptiveField),
      percent(receptiveField / spec.resolution, 0)
    )
  ];
}
