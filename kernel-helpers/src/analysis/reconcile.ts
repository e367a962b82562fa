import { summarize } from './cost';
import { SpecError } from './errors';
import { type CostReport, requireReport } from './report';
import { variant } from './scaling';
import type { ArchitectureSpec } from './spec';
import { TOOL_FIGURES, type ToolFigure, type ToolId } from './tool-figures';
import {
  type Factors,
  MULTIPLICATIONS,
  TERM_NAMES,
  type TermId,
  TOOL_RULES,
  type ToolRule
} from './tool-rules';
import { publishedVariant } from './variants';

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

/**
 * What other tools and publications say the network costs, and which terms make the difference.
 * Each count follows from the report alone; published figures are compared, and where none of the known terms
 * explains one, the rest is a term of its own. Entries that only exist as a publication are left out for networks
 * that were not published.
 * @throws SpecError when a count exceeds exact integers (2^53).
 */
export function reconcile(report: CostReport): ToolCount[] {
  requireReport(report);
  const { spec } = report;
  const counts = termCounts(report);
  const known = figuresOf(spec);
  const result: ToolCount[] = [];
  for (const rule of TOOL_RULES) {
    const figure = figureFor(rule.id, spec, known);
    if ((rule.applies?.(spec) ?? true) && (figure !== null || !rule.onlyPublished)) {
      result.push(countBy(rule, spec, counts, figure));
    }
  }
  return result;
}

/** Terms that are a part of others: they stand only where a tool treats the part otherwise. */
const PARTS: readonly TermId[] = ['stridedConvolution'];

function countBy(
  rule: ToolRule,
  spec: ArchitectureSpec,
  counts: Readonly<Record<TermId, number>>,
  figure: ToolFigure | null
): ToolCount {
  const factors = rule.factors(spec);
  const terms = (Object.keys(counts) as TermId[])
    .filter((id) => counts[id] > 0 && (!PARTS.includes(id) || factors[id] !== undefined))
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
  const strided = layers.filter(({ stride }) => stride > 1);
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
    stridedConvolution: strided.reduce((sum, layer) => sum + layer.macs, 0),
    imageSize: 0,
    unexplained: 0
  };
}

/** Figures of the published network that this is, at whatever image size. */
function figuresOf(spec: ArchitectureSpec): ToolFigure[] {
  const network = figureNetworks().get(costlyParts(spec));
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

let networksByParts: ReadonlyMap<string, string> | null = null;

/** Names of the published networks that figures are of, by what costs something in them. */
function figureNetworks(): ReadonlyMap<string, string> {
  networksByParts ??= new Map(TOOL_FIGURES.map(({ network }) => [costlyParts(variant(network)), network]));
  return networksByParts;
}

/** Everything that costs something but the size of the images. */
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
