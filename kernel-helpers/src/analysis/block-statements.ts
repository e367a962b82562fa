import { B0 } from './bases';
import { depthwiseSeparable, mbconv, standardConvolution } from './closed-form';
import { exactly } from './estimate';
import type { BlockCost, CostReport, LayerCost } from './report';
import { separationPays, separationRatio } from './separation';
import { type Statement, statement } from './statement';
import { ABOUT, above, atMost, eachAbove, equal, limit } from './statement-rule';

const LARGE_WIDTH = B0.stages[B0.stages.length - 1].outputFilters;
const SMALL_WIDTH = 8;
/** Doublings of the small width, far beyond any network: where a limit is seen from. */
const WIDTHS = Array.from({ length: 14 }, (_, i) => SMALL_WIDTH * 2 ** i);
/** Shares of a standard convolution's benefit that a separable one may have. */
const BENEFITS = Array.from({ length: 10 }, (_, i) => (5 + 10 * i) / 100);

export function separableStatements(): Statement[] {
  const section = 'Depthwise separable convolutions';
  const shape = { size: 14, inputFilters: 80, outputFilters: 112, kernelSize: 5 };
  const saving = (kernelSize: number, outputFilters: number): number =>
    1 / separationRatio({ kernelSize, outputFilters });
  const cheaper = (kernelSize: number, times: string): Statement =>
    statement({
      id: `saving-${kernelSize}`,
      section,
      claim: `With ${kernelSize} × ${kernelSize} kernels, separation makes a convolution about ${times} times cheaper.`,
      quantity: `cost of the standard over the separable convolution at C′ = ${SMALL_WIDTH}`,
      rule: limit(kernelSize ** 2, 'C′', WIDTHS, (width) => saving(kernelSize, width)),
      why:
        `k² is the limit for endless width, because the pointwise half costs 1/k² and the depthwise half 1/C′ of the ` +
        `whole; at C′ = ${LARGE_WIDTH} it is ${saving(kernelSize, LARGE_WIDTH).toFixed(2)}.`
    });
  const taps = shape.kernelSize ** 2;
  const widths = Array.from({ length: LARGE_WIDTH }, (_, i) => i + 1);
  const pays =
    (alpha: number) =>
    (outputFilters: number): boolean =>
      separationPays({ criterion: 'perMac', kernelSize: 3, outputFilters, alpha }).pays;
  return [
    statement({
      id: 'separation-ratio',
      section,
      claim: 'A separable convolution costs 1/C′ + 1/k² of the standard one.',
      quantity: 'ratio of MACs, 5 × 5, 80 → 112 channels',
      rule: equal(separationRatio(shape), depthwiseSeparable(shape).macs / standardConvolution(shape).macs),
      why: 'Both halves share Sₒ²·C, which cancels; with a stride too, as long as the depthwise half has it.'
    }),
    cheaper(3, 'nine'),
    cheaper(5, '25'),
    statement({
      id: 'separation-parameters',
      section,
      claim: 'A separable convolution has fewer parameters than the standard one.',
      quantity: `widths C′ of 1 to ${LARGE_WIDTH} at which it has, 3 × 3`,
      rule: eachAbove(
        1,
        'the standard one’s over its number',
        widths.map((width) => ({ name: `${width}`, computed: exactly(saving(3, width)) }))
      ),
      why: 'At C′ = 1 the standard convolution is a depthwise one already, and the pointwise half comes on top.'
    }),
    statement({
      id: 'critical-width',
      section,
      claim: 'For a given loss of benefit there is one point at which separation starts or stops to pay.',
      quantity: `benefits of ${BENEFITS[0]} to ${BENEFITS[BENEFITS.length - 1]} with one change of verdict over all widths of 1 to ${LARGE_WIDTH}, 3 × 3, per MAC`,
      rule: equal(BENEFITS.length, BENEFITS.filter((alpha) => changes(widths.map(pays(alpha))) === 1).length),
      why:
        'It lies at C′ = 1/(α − 1/k²), and wider layers favour separation. For a benefit α ≤ 1/k² no width does, and ' +
        'another criterion puts the point elsewhere.'
    }),
    statement({
      id: 'flops-are-macs',
      section,
      claim: 'A depthwise convolution takes S²·k²·C floating-point operations.',
      quantity: `operations for one output of a ${shape.kernelSize} × ${shape.kernelSize} kernel`,
      rule: equal(taps, 2 * taps - 1),
      why: 'The product counts multiply-accumulates; each is a multiplication and, but for the first, an addition.'
    })
  ];
}

function changes(verdicts: boolean[]): number {
  return verdicts.filter((verdict, i) => i > 0 && verdict !== verdicts[i - 1]).length;
}

export function blockStatements({ blocks, layers }: CostReport): Statement[] {
  const section = 'The MBConv block';
  const shape = {
    size: 56,
    inputFilters: 24,
    outputFilters: 24,
    kernelSize: 3,
    expansionRatio: 6,
    squeezeExciteFilters: 0
  };
  const perPixel = ({ expansionRatio: t, inputFilters: c, kernelSize: k }: FormulaShape): number =>
    t * c * (2 * c + k ** 2);
  const sum = (value: (block: BlockCost) => number): number =>
    blocks.reduce((all, block) => all + value(block), 0);
  const withGates = { ...shape, squeezeExciteFilters: 6, normalization: true };
  const wide = mbconv({ ...withGates, expansionRatio: 6 });
  const narrow = mbconv({ ...withGates, expansionRatio: 3 });
  const pointwise = ({ from, to }: BlockCost): number =>
    layers.slice(from, to).reduce((all, { kind, macs }) => (kind === 'conv' ? all + macs : all), 0);
  return [
    statement({
      id: 'block-formula',
      section,
      claim: 'A block has t·C·(2·C + k²) weights, each used once for each of S² places.',
      quantity: 'MACs of a bare block, 24 → 24 channels, stride 1, t = 6, 3 × 3, 56 px',
      rule: equal(shape.size ** 2 * perPixel(shape), mbconv(shape).macs),
      why: 'Exact for t ≠ 1, C′ = C, stride 1, and no squeeze-and-excitation or normalisation.'
    }),
    statement({
      id: 'block-parameters',
      section,
      claim: 'So t·C·(2·C + k²) gives the parameters of a network’s blocks.',
      quantity: 'parameters of B0’s blocks',
      rule: equal(
        sum(perPixel),
        sum((block) => block.params)
      ),
      why: 'B0’s blocks also have squeeze-and-excitation, normalisation, C′ ≠ C, and one t = 1.'
    }),
    statement({
      id: 'block-macs',
      section,
      claim: 'So S²·t·C·(2·C + k²) gives the cost of a network’s blocks.',
      quantity: 'MACs of B0’s blocks, S the side of the map that comes in',
      rule: equal(
        sum((block) => block.inputSize ** 2 * perPixel(block)),
        sum((block) => block.macs)
      ),
      why: 'A stride shrinks the map before the depthwise and the last convolution, and C′ differs from C.'
    }),
    statement({
      id: 'expansion-macs',
      section,
      claim: 'A block’s cost is proportional to the expansion ratio t.',
      quantity: 'MACs at t = 6 over t = 3, squeeze-and-excitation of fixed width included',
      rule: equal(2, wide.macs / narrow.macs),
      why: 'Every product contains m = t·C once. At t = 1 the first convolution is left out, which breaks the line.'
    }),
    statement({
      id: 'expansion-parameters',
      section,
      claim: 'A block’s parameters are proportional to t.',
      quantity: 'parameters at t = 6 over t = 3, with biases and normalisation',
      rule: equal(2, wide.params / narrow.params),
      why: 'The last normalisation and the first bias of squeeze-and-excitation don’t depend on t.'
    }),
    statement({
      id: 'pointwise-dominates',
      section,
      claim: 'Most of a block’s cost lies in its 1 × 1 convolutions.',
      quantity: 'smallest share of MACs among B0’s blocks',
      rule: above(1 / 2, Math.min(...blocks.map((block) => pointwise(block) / block.macs))),
      why:
        `Above one half in every block, ${percent(sum(pointwise) / sum(({ macs }) => macs))} of all blocks together. ` +
        'In MACs: time on a device is another matter.'
    })
  ];
}

type FormulaShape = Pick<BlockCost, 'expansionRatio' | 'inputFilters' | 'kernelSize'>;

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

export function squeezeExciteStatements({ layers, macs, params, bytesMoved }: CostReport): Statement[] {
  const section = 'Squeeze-and-excitation';
  const parts = layers.filter(({ block, kind }) => block !== null && SQUEEZE_EXCITE_KINDS.includes(kind));
  const sum = (value: (layer: LayerCost) => number): number =>
    parts.reduce((all, layer) => all + value(layer), 0);
  const row = (id: string, of: string, share: number, why: string, convention = ''): Statement =>
    statement({
      id,
      section,
      claim: `Squeeze-and-excitation adds little to the ${of}.`,
      quantity: `share of B0’s ${of}${convention}`,
      rule: atMost(ABOUT, share),
      why
    });
  return [
    row(
      'squeeze-excite-macs',
      'MACs',
      sum((layer) => layer.macs) / macs.total,
      'Its two products work on one pixel.'
    ),
    row(
      'squeeze-excite-parameters',
      'parameters',
      sum((layer) => layer.params) / params.trainable,
      'Its weights, 2·m·q + q + m in a block, are used only once, so that they are far more of the size than of the work.'
    ),
    row(
      'squeeze-excite-traffic',
      'memory traffic',
      sum((layer) => layer.bytesMoved) / bytesMoved,
      'The mean reads the widest map of a block once more, the gates read and write it. Fused with its neighbours it costs less.',
      ', each layer reading and writing memory on its own'
    )
  ];
}

const SQUEEZE_EXCITE_KINDS: readonly LayerCost['kind'][] = ['pool', 'squeezeExcite', 'multiply'];
