import { B0 } from './bases';
import { CompoundAxis } from './compound-axis';
import { summarize } from './cost';
import { overCorners, withDigits } from './estimate';
import { costExponents } from './exponents';
import { type BestFitPhi, bestFitPhi } from './fit';
import { SCALING_DIMENSIONS } from './growth';
import { reconcile, type ToolCount } from './reconcile';
import type { CostReport } from './report';
import { compoundScale, idealGrowth, type Multipliers, scale } from './scaling';
import { type Statement, statement } from './statement';
import { atMost, equal, limit } from './statement-rule';
import { withMinus } from './thousands';
import type { ToolFigure } from './tool-figures';
import { PAPER_COEFFICIENTS, PAPER_VARIANTS, publishedVariant } from './variants';

/** Doublings of one multiplier: where a limit is seen from. */
const MULTIPLIERS = [1, 2, 4, 8, 16, 32, 64];
const LETTERS: Readonly<Record<keyof Multipliers, string>> = { depth: 'd', width: 'w', resolution: 'r' };

export function costStatements(reports: CostReport[]): Statement[] {
  const section = 'Cost of scaling';
  const [b0] = reports;
  const exponentAlong = (dimension: keyof Multipliers) => (multiplier: number) =>
    costExponents({ depth: 1, width: 1, resolution: 1, [dimension]: multiplier })[dimension];
  const powers: Multipliers = { depth: 1, width: 2, resolution: 2 };
  const why: Record<keyof Multipliers, string> = {
    depth:
      'Repeated blocks cost other than the first of a stage, and stem and head aren’t repeated: 1 as d → ∞.',
    width: 'Stem, depthwise convolutions and classifier grow with w alone: 2 as w → ∞.',
    resolution: 'Squeeze-and-excitation and classifier work on one pixel: 2 as r → ∞.'
  };
  const doubled = (dimension: keyof Multipliers): number => {
    const { resolution, ...multipliers } = { depth: 1, width: 1, resolution: 1, [dimension]: 2 };
    const spec = scale({ ...multipliers, resolution: B0.resolution * resolution });
    return summarize(spec).macs.total / b0.macs.total;
  };
  const largest = Math.max(...reports.map(({ spec }) => spec.resolution));
  return [
    ...SCALING_DIMENSIONS.map((dimension) =>
      statement({
        id: `exponent-${dimension}`,
        section,
        claim: `The cost grows with the power ${powers[dimension]} of the ${dimension}.`,
        quantity: 'local exponent of B0 before rounding',
        rule: limit(powers[dimension], LETTERS[dimension], MULTIPLIERS, exponentAlong(dimension)),
        why: why[dimension]
      })
    ),
    ...SCALING_DIMENSIONS.map((dimension) =>
      statement({
        id: `doubling-${dimension}`,
        section,
        claim: `Twice the ${dimension} takes ${2 ** powers[dimension]} times the cost.`,
        quantity: `MACs of B0 with twice the ${dimension} over B0’s`,
        rule: equal(2 ** powers[dimension], doubled(dimension)),
        why: 'Doubling needs no rounding here; the rest is what doesn’t follow the power.'
      })
    ),
    statement({
      id: 'receptive-field',
      section,
      claim:
        'Larger images need deeper networks, because the receptive field becomes smaller than the image.',
      quantity: 'receptive field at B0’s depth over the side of the largest published image',
      rule: atMost(1, b0.receptiveField / largest),
      why:
        `The theoretical field at B0’s depth, ${b0.receptiveField} px, exceeds all published images, up to ${largest} px. ` +
        'The argument can only be about the effective field, which weights decide.'
    })
  ];
}

export function ruleStatements(b0: CostReport): Statement[] {
  const section = 'The scaling rule';
  const { alpha, beta, gamma } = PAPER_COEFFICIENTS;
  const product = idealGrowth({ depth: alpha, width: beta, resolution: gamma });
  const steps = [b0, ...[1, 2, 3, 4, 5, 6, 7].map((phi) => summarize(compoundScale({ phi })))];
  const last = steps.length - 1;
  const ratios = steps.slice(1).map(({ macs }, i) => macs.total / steps[i].macs.total);
  const axis = new CompoundAxis({});
  const next = axis.beside(0, 1) ?? 0;
  const first = steps[1];
  return [
    statement({
      id: 'growth-constant',
      section,
      claim: 'The coefficients satisfy α·β²·γ² = 2.',
      quantity: `α·β²·γ² for ${alpha}, ${beta}, ${gamma}`,
      rule: equal(2, product),
      why: 'As published and used, the coefficients lie near the constraint, not on it.'
    }),
    statement({
      id: 'proportional',
      section,
      claim: 'The cost is proportional to d·w²·r².',
      quantity: 'MACs of φ = 1 over B0’s, against d·w²·r²',
      rule: equal(product, ratios[0]),
      why: `Layer counts are rounded up: at d = ${alpha} ${b0.depth} blocks become ${first.depth}. Channels and pixels are rounded too.`
    }),
    statement({
      id: 'depth-multiplier',
      section,
      claim: 'A depth multiplier d makes a network d times as deep.',
      quantity: `blocks at d = ${alpha}, from ${b0.depth}`,
      rule: equal(alpha * b0.depth, first.depth),
      why: 'Each stage rounds up for itself, so that every d of more than 1 up to 1.25 adds one block to each.'
    }),
    statement({
      id: 'doubling-each-step',
      section,
      claim: 'The cost doubles with each whole step of φ.',
      quantity: 'growth of the step that misses most, φ = 0 to 7',
      rule: equal(2, farthest(ratios, 2)),
      why: `The steps grow ${ratios.map((ratio) => ratio.toFixed(2)).join(', ')}-fold.`
    }),
    statement({
      id: 'seven-steps',
      section,
      claim: 'So seven steps make the network 128 times as expensive.',
      quantity: 'MACs at φ = 7 over B0’s',
      rule: equal(2 ** last, steps[last].macs.total / b0.macs.total),
      why: `The constant is ${product.toFixed(4)}, which is ${(product ** last).toFixed(1)} after seven steps; rounding up adds some.`
    }),
    statement({
      id: 'any-size',
      section,
      claim: 'One parameter reaches any size of network.',
      quantity: 'MACs of the next network above B0 along φ over B0’s',
      rule: equal(1, axis.reportAt(next).macs.total / b0.macs.total),
      why: `At the least φ above 0 every stage gains a block; no φ builds anything in between. Downwards the images end at φ = ${withMinus(axis.range.from.toFixed(2))}, smaller than the strides.`
    })
  ];
}

/** The value that lies farthest from the target, by factor. */
function farthest(values: number[], target: number): number {
  const distance = (value: number): number => Math.abs(Math.log(value / target));
  return values.reduce((worst, value) => (distance(value) > distance(worst) ? value : worst));
}

export function publishedStatements(reports: CostReport[]): Statement[] {
  const section = 'The published networks';
  const { alpha, beta } = PAPER_COEFFICIENTS;
  const fits = PAPER_VARIANTS.slice(1).map(({ name }) => bestFitPhi(name));
  const b7 = fits[fits.length - 1];
  const { depthCoefficient, widthCoefficient } = publishedVariant('b7');
  const implied = SCALING_DIMENSIONS.map((dimension) => b7.implied[dimension] ?? 0);
  const resolutionPhi = b7.implied.resolution ?? 0;
  const spread = overCorners([withDigits(depthCoefficient, 2), withDigits(widthCoefficient, 2)], ([d, w]) => {
    const phis = [Math.log(d) / Math.log(alpha), Math.log(w) / Math.log(beta), resolutionPhi];
    return Math.max(...phis) - Math.min(...phis);
  });
  const ratios = reports.slice(1).map(({ macs }, i) => macs.total / reports[i].macs.total);
  return [
    statement({
      id: 'single-phi',
      section,
      claim: 'B7 is B0 scaled with one φ.',
      quantity: 'largest less smallest φ among those that d, w and r imply',
      rule: equal(0, spread),
      why: `Depth, width and resolution ask for φ = ${implied.map((phi) => phi.toFixed(2)).join(', ')}; the nearest by cost is ${b7.byCost.phi.toFixed(2)}.`
    }),
    statement({
      id: 'networks-of-the-rule',
      section,
      claim: 'B1 to B7 come out of the rule with its published coefficients.',
      quantity: 'networks among B1 to B7 that some φ builds exactly',
      rule: equal(fits.length, fits.filter(({ byCost }) => byCost.identical).length),
      why:
        'Their multipliers are rounded and belong to no single φ; the rule’s images are γ^φ times B0’s side to the nearest ' +
        `pixel. Networks of exactly the same MACs, for images of another side, exist for ${sameCost(fits)}.`
    }),
    statement({
      id: 'published-doubling',
      section,
      claim: 'From each published network to the next the cost doubles.',
      quantity: 'growth of the step that misses most, B0 to B7',
      rule: equal(2, farthest(ratios, 2)),
      why: `The steps grow ${ratios.map((ratio) => ratio.toFixed(2)).join(', ')}-fold.`
    }),
    ...reports.flatMap(paperFigure)
  ];
}

function paperReason(
  { macs, spec }: CostReport,
  { value, tolerance }: ToolFigure,
  counts: ToolCount[]
): string {
  const given = counts.find(({ total, id }) => id !== 'paper' && Math.abs(total - value) <= tolerance);
  if (given?.id === 'this-report') {
    return 'The same to the digits that are printed, as multiply-adds.';
  }
  if (given) {
    return `More is printed than multiply-adds; ${given.tool}, gives it: ${given.counts}.`;
  }
  return value + tolerance < macs.conv + macs.depthwise
    ? `Less is printed than the convolutions alone take at ${spec.resolution} px: no choice of what to count explains it.`
    : 'No count that is known here gives it.';
}

function sameCost(fits: BestFitPhi[]): string {
  const names = fits.filter(({ byCost }) => byCost.error === 0).map(({ name }) => name.toUpperCase());
  return names.length > 0 ? names.join(', ') : 'none of them';
}

/** The paper's “FLOPs”, as the reconciliation of counts knows them, on builds with either padding. */
function paperFigure(report: CostReport): Statement[] {
  const counts = (['same', 'symmetric'] as const).flatMap((padding) =>
    reconcile(summarize({ ...report.spec, padding }))
  );
  const paper = counts.find(({ id }) => id === 'paper');
  const name = report.spec.name.toUpperCase();
  return paper?.figure
    ? [
        statement({
          id: `paper-${report.spec.name}`,
          section: 'The published networks',
          claim: `${name} takes ${paper.figure.value / 1e9} billion “FLOPs”, says the paper.`,
          quantity: `MACs of ${name}`,
          rule: equal(paper.figure.value, report.macs.total, paper.figure.tolerance),
          why: paperReason(report, paper.figure, counts)
        })
      ]
    : [];
}
