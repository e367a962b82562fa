import { summarize } from './cost';
import { SpecError } from './errors';
import type { CostReport } from './report';
import { variant } from './scaling';
import type { ArchitectureSpec } from './spec';
import { TOOL_FIGURES, type ToolFigure, type ToolId } from './tool-figures';
import { publishedVariant } from './variants';

/** What a count may or may not include; the first four are this report's MACs. */
export type TermId =
  | 'convolution'
  | 'depthwise'
  | 'squeezeExcite'
  | 'classifier'
  | 'normalization'
  | 'activation'
  | 'squeezeExciteActivation'
  | 'gateActivation'
  | 'bias'
  | 'headPool'
  | 'squeezePool'
  | 'gate'
  | 'add'
  | 'imageSize'
  | 'unexplained';

/** One part of a tool's count. */
export interface ToolTerm {
  id: TermId;
  name: string;
  /** MACs or elements of this kind in the network. */
  count: number;
  /** Operations that the tool counts for each of them; 0 when it leaves them out. */
  factor: number;
  /** What the term adds to the total, or would add at one operation each. */
  value: number;
  included: boolean;
  /** The operator under which the tool itself lists the term, where it lists by operator. */
  operator: string | null;
}

/** What one tool or publication says that a network costs. */
export interface ToolCount {
  id: ToolId;
  tool: string;
  /** What it counts, in words. */
  counts: string;
  /** Sum of the included terms, exactly. */
  total: number;
  terms: ToolTerm[];
  /** `total` minus this report's MACs. */
  difference: number;
  /** `difference` in percent of this report's MACs. */
  percent: number;
  /** The figure printed by a run or a publication; null where the count is only computed from the rule. */
  figure: ToolFigure | null;
  /** Whether the terms without the unexplained rest give the figure to its last digit; null without a figure. */
  agrees: boolean | null;
  why: string;
}

const TERM_NAMES: Readonly<Record<TermId, string>> = {
  convolution: 'convolutions',
  depthwise: 'depthwise convolutions',
  squeezeExcite: 'both products of squeeze-and-excitation',
  classifier: 'classifier',
  normalization: 'normalised elements',
  activation: 'activated elements outside squeeze-and-excitation',
  squeezeExciteActivation: 'activated elements inside squeeze-and-excitation',
  gateActivation: 'sigmoids of the gates',
  bias: 'biases',
  headPool: 'elements of the global mean in the head',
  squeezePool: 'elements of the means in squeeze-and-excitation',
  gate: 'elements multiplied by gates',
  add: 'residual additions',
  imageSize: 'images of another size',
  unexplained: 'rest that no published rule explains'
};

type Factors = Partial<Record<TermId, number>>;

interface ToolRule {
  id: ToolId;
  tool: string;
  counts: string;
  why: string;
  factors: (spec: ArchitectureSpec) => Factors;
  operators?: Partial<Record<TermId, string>>;
  /** Whether the tool can be asked about this network at all. */
  applies?: (spec: ArchitectureSpec) => boolean;
  /** The entry stands only where it published a figure. */
  onlyPublished?: true;
}

const MULTIPLICATIONS: Factors = { convolution: 1, depthwise: 1, squeezeExcite: 1, classifier: 1 };
/** fvcore's jit_handles.py: 2 an element for batch normalisation in evaluation, 5 for group normalisation. */
const fvcoreFactors = ({ normalization }: ArchitectureSpec): Factors => ({
  ...MULTIPLICATIONS,
  normalization: normalization === 'batch' ? 2 : 5,
  headPool: 1
});
const FVCORE_OPERATORS: Partial<Record<TermId, string>> = {
  convolution: 'conv',
  depthwise: 'conv',
  squeezeExcite: 'conv',
  classifier: 'linear',
  normalization: 'norm',
  headPool: 'adaptive_avg_pool2d',
  squeezePool: 'adaptive_avg_pool2d'
};
const images = (spec: ArchitectureSpec): boolean => spec.spatialDimensions === 2;

/** How each tool counts, read in its source (fvcore, ptflops 0.7.5) and confirmed by its figures. */
const RULES: readonly ToolRule[] = [
  {
    id: 'this-report',
    tool: 'EfficientNet Lab',
    counts: 'multiply-accumulates of convolutions, squeeze-and-excitation and the classifier',
    why: 'This is the count that all others are compared with; work element by element is listed apart.',
    factors: () => MULTIPLICATIONS
  },
  {
    id: 'without-squeeze-excite',
    tool: 'without squeeze-and-excitation',
    counts: 'multiply-accumulates of convolutions and the classifier',
    why: 'Counts made from the formulas of the convolutions alone leave both products of squeeze-and-excitation out.',
    factors: () => ({ ...MULTIPLICATIONS, squeezeExcite: 0 })
  },
  {
    id: 'fvcore-multiplications',
    tool: 'fvcore, conv and linear only',
    counts: 'the operators conv and linear of fvcore’s list',
    why: 'fvcore books squeeze-and-excitation under conv because its layers are 1×1 convolutions, and no biases.',
    factors: () => MULTIPLICATIONS,
    operators: FVCORE_OPERATORS,
    applies: images
  },
  {
    id: 'fvcore-timm',
    tool: 'fvcore on timm’s build',
    counts: 'conv, linear, normalisation and the pooling modules',
    why: 'fvcore adds 2 operations for each element of batch normalisation, 5 of group normalisation, and the head’s pooling; timm’s squeeze-and-excitation calls mean, which fvcore does not count.',
    factors: fvcoreFactors,
    operators: FVCORE_OPERATORS,
    applies: images
  },
  {
    id: 'timm-table',
    tool: 'timm’s infer_gmacs',
    counts: 'fvcore’s total on timm’s build, in G with two decimals',
    why: 'timm’s benchmark prints fvcore’s total, so that its GMACs hold normalisation and pooling too.',
    factors: fvcoreFactors,
    operators: FVCORE_OPERATORS,
    applies: images,
    onlyPublished: true
  },
  {
    id: 'fvcore-torchvision',
    tool: 'fvcore on torchvision’s build',
    counts: 'conv, linear, normalisation and the pooling modules',
    why: 'As on timm’s build, but torchvision’s squeeze-and-excitation uses the pooling module, so that its means are counted.',
    factors: (spec) => ({ ...fvcoreFactors(spec), squeezePool: 1 }),
    operators: FVCORE_OPERATORS,
    // torchvision has no Lite networks.
    applies: (spec) => images(spec) && spec.family !== 'lite'
  },
  {
    id: 'torchvision-metadata',
    tool: 'torchvision’s metadata',
    counts: 'multiply-accumulates as here, in G, at the size of the images that the weights expect',
    why: 'The same count as this report; B2 is given for 288 pixels, the size that torchvision’s weights expect.',
    factors: () => MULTIPLICATIONS,
    applies: images,
    onlyPublished: true
  },
  {
    id: 'ptflops-aten',
    tool: 'ptflops, backend aten',
    counts: 'multiply-accumulates and biases',
    why: 'It counts what reaches convolution and addmm, where each bias of squeeze-and-excitation and the classifier is one addition.',
    factors: () => ({ ...MULTIPLICATIONS, bias: 1 }),
    applies: images
  },
  {
    id: 'ptflops-pytorch',
    tool: 'ptflops, backend pytorch, on timm’s build',
    counts: 'multiply-accumulates, biases, swish or ReLU6, and the head’s pooling twice',
    why: 'It catches the head’s pooling twice, as a module and as the function that the module calls; timm’s normalisation is a class of its own that ptflops does not know, and sigmoid, mean, * and + pass unseen.',
    factors: () => ({
      ...MULTIPLICATIONS,
      activation: 1,
      squeezeExciteActivation: 1,
      bias: 1,
      headPool: 2
    }),
    applies: images
  },
  {
    id: 'paper',
    tool: 'the paper',
    counts: '“FLOPs” that are multiply-adds, with one to two digits',
    why: 'Where the printed figure differs, no choice of terms that fits B0 explains it: take the paper’s figure as approximate.',
    factors: () => MULTIPLICATIONS,
    applies: images,
    onlyPublished: true
  },
  {
    id: 'lite-readme',
    tool: 'the Lite networks’ README',
    counts: 'multiply-adds with other operations',
    why: 'It prints more than convolutions and classifier need, and does not say which other operations it counts.',
    factors: () => MULTIPLICATIONS,
    applies: images,
    onlyPublished: true
  }
];

/**
 * What other tools and publications say the network costs, and which terms make the difference.
 * Each count follows from the report alone; published figures are compared, and where none of the known terms
 * explains one, the rest is a term of its own. Entries that only exist as a publication are left out for networks
 * that were not published.
 * @throws SpecError when a count exceeds exact integers (2^53).
 */
export function reconcile(report: CostReport): ToolCount[] {
  const { spec } = report;
  const counts = termCounts(report);
  const known = figuresOf(spec);
  const result: ToolCount[] = [];
  for (const rule of RULES) {
    const figure = figureFor(rule.id, spec, known);
    if ((rule.applies?.(spec) ?? true) && (figure !== null || !rule.onlyPublished)) {
      result.push(countBy(rule, spec, counts, figure));
    }
  }
  return result;
}

function countBy(
  rule: ToolRule,
  spec: ArchitectureSpec,
  counts: Readonly<Record<TermId, number>>,
  figure: ToolFigure | null
): ToolCount {
  const factors = rule.factors(spec);
  const terms = (Object.keys(counts) as TermId[])
    .filter((id) => counts[id] > 0)
    .map((id) => termOf(rule, id, counts[id], factors[id] ?? 0));
  if (figure !== null && figure.resolution !== spec.resolution) {
    const there = summarize({ ...spec, resolution: figure.resolution });
    terms.push(termOf(rule, 'imageSize', totalBy(factors, termCounts(there)) - totalBy(factors, counts), 1));
  }
  let total = includedSum(terms);
  let agrees: boolean | null = null;
  if (figure !== null) {
    const rest = figure.value - total;
    agrees = Math.abs(rest) <= figure.tolerance;
    if (!agrees) {
      terms.push(termOf(rule, 'unexplained', rest, 1));
      total += rest;
    }
  }
  requireExact(spec, total);
  const ours = totalBy(MULTIPLICATIONS, counts);
  const difference = total - ours;
  return {
    id: rule.id,
    tool: rule.tool,
    counts: rule.counts,
    total,
    terms,
    difference,
    percent: (100 * difference) / ours,
    figure,
    agrees,
    why: rule.why
  };
}

function termOf(rule: ToolRule, id: TermId, count: number, factor: number): ToolTerm {
  return {
    id,
    name: TERM_NAMES[id],
    count,
    factor,
    value: factor === 0 ? count : factor * count,
    included: factor !== 0,
    operator: factor === 0 ? null : (rule.operators?.[id] ?? null)
  };
}

const includedSum = (terms: readonly ToolTerm[]): number =>
  terms.reduce((sum, { included, value }) => (included ? sum + value : sum), 0);

function totalBy(factors: Factors, counts: Readonly<Record<TermId, number>>): number {
  return (Object.keys(factors) as TermId[]).reduce((sum, id) => sum + (factors[id] ?? 0) * counts[id], 0);
}

function requireExact(spec: ArchitectureSpec, total: number): void {
  if (!Number.isSafeInteger(total)) {
    throw new SpecError(
      'spec',
      spec.name,
      `fewer than 2^53 operations, above which numbers are no longer exact; a tool would count ${total.toExponential(2)}`,
      'Choose a smaller network.'
    );
  }
}

/** How many MACs or elements of each kind the network has. */
function termCounts({ macs, elements, blocks, layers }: CostReport): Record<TermId, number> {
  let hidden = 0;
  let gates = 0;
  for (const { squeezeExciteFilters, expandedFilters } of blocks) {
    if (squeezeExciteFilters > 0) {
      hidden += squeezeExciteFilters;
      gates += expandedFilters;
    }
  }
  const headPool = layers.reduce(
    (sum, { kind, block, elementOps }) => (kind === 'pool' && block === null ? sum + elementOps : sum),
    0
  );
  return {
    convolution: macs.conv,
    depthwise: macs.depthwise,
    squeezeExcite: macs.squeezeExcite,
    classifier: macs.dense,
    normalization: elements.normalization,
    activation: elements.activation,
    squeezeExciteActivation: hidden,
    gateActivation: gates,
    // Squeeze-and-excitation has one bias and one activation for each number it puts out.
    bias: elements.squeezeExcite - hidden - gates + elements.dense,
    headPool,
    squeezePool: elements.pool - headPool,
    gate: elements.multiply,
    add: elements.add,
    imageSize: 0,
    unexplained: 0
  };
}

const FIGURE_NETWORKS: readonly string[] = [...new Set(TOOL_FIGURES.map(({ network }) => network))];

/** Figures of the published network that this is, at whatever image size. */
function figuresOf(spec: ArchitectureSpec): ToolFigure[] {
  const network = FIGURE_NETWORKS.find((name) => sameNetwork(spec, name));
  return TOOL_FIGURES.filter(
    (figure) => figure.network === network && figure.normalization === spec.normalization
  );
}

/** The figure at this image size; at its authors' own size when the network has its published one. */
function figureFor(
  tool: ToolId,
  { resolution }: ArchitectureSpec,
  known: readonly ToolFigure[]
): ToolFigure | null {
  const figures = known.filter((figure) => figure.tool === tool);
  const exact = figures.find((figure) => figure.resolution === resolution);
  if (exact || figures.length === 0) {
    return exact ?? null;
  }
  return publishedVariant(figures[0].network).resolution === resolution ? figures[0] : null;
}

/** Whether everything but the size of the images that costs something is as published. */
function sameNetwork(spec: ArchitectureSpec, name: string): boolean {
  const row = publishedVariant(name);
  if (
    row.family !== spec.family ||
    row.widthCoefficient !== spec.widthCoefficient ||
    row.depthCoefficient !== spec.depthCoefficient
  ) {
    return false;
  }
  return costlyParts(spec) === costlyParts(variant(name));
}

function costlyParts(spec: ArchitectureSpec): string {
  const { stem, stages, head, inputChannels, classes, activation, spatialDimensions } = spec;
  return JSON.stringify([
    [stem.filters, stem.kernelSize, stem.stride],
    stages.map(({ blocks }) =>
      blocks.map((b) => [
        b.operator,
        b.kernelSize,
        b.stride,
        b.inputFilters,
        b.expandedFilters,
        b.outputFilters,
        b.squeezeExciteFilters
      ])
    ),
    [head.filters, inputChannels, classes, activation, spatialDimensions]
  ]);
}
