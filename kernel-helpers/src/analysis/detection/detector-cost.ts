import { summarize } from '../cost';
import { neckPlan } from './bifpn';
import { type DetectorSpec, validateDetector } from './detector-spec';

/** Costs of a part for one image. */
export interface DetectorPartCost {
  /** Trainable parameters. */
  params: number;
  /** Moving statistics of batch normalisation. */
  statistics: number;
  /** Multiply-accumulates of its convolutions; resampling, fusion and normalisation are not counted. */
  macs: number;
}

export interface DetectorCost {
  backbone: DetectorPartCost;
  neck: DetectorPartCost;
  classHead: DetectorPartCost;
  boxHead: DetectorPartCost;
  total: DetectorPartCost;
  /** Boxes that the detector proposes, over all levels. */
  anchors: number;
}

/** Anchors at each pixel of a map. */
export function anchorsPerPixel(spec: DetectorSpec): number {
  const { anchors } = validateDetector(spec);
  return anchors.scales * anchors.aspectRatios.length;
}

/**
 * Exact costs of a detector by part. The backbone's head and classifier are not there.
 * @throws SpecError for an impossible specification.
 */
export function summarizeDetector(input: DetectorSpec): DetectorCost {
  const spec = validateDetector(input);
  const pixels = (level: number): number => (spec.backbone.resolution / 2 ** level) ** 2;
  const perPixel = anchorsPerPixel(spec);
  const counter = (): Counter => new Counter(spec, pixels);
  const levels = Array.from({ length: spec.maxLevel - spec.minLevel + 1 }, (_, i) => spec.minLevel + i);
  const parts = {
    backbone: backboneCost(spec),
    neck: neckCost(spec, counter()),
    classHead: headCost(spec, counter(), levels, perPixel * spec.classes),
    boxHead: headCost(spec, counter(), levels, perPixel * 4)
  };
  const total = Object.values(parts).reduce(sum);
  return { ...parts, total, anchors: perPixel * levels.reduce((all, level) => all + pixels(level), 0) };
}

class Counter {
  readonly cost: DetectorPartCost = { params: 0, statistics: 0, macs: 0 };

  constructor(
    private readonly spec: DetectorSpec,
    private readonly pixels: (level: number) => number
  ) {}

  convolve(level: number, from: number, to: number): void {
    this.cost.params += from * to;
    this.cost.macs += this.pixels(level) * from * to;
  }

  /** Depthwise 3×3, then 1×1; weights that several levels share count once. */
  separable(levels: readonly number[], to: number): void {
    const { fpnChannels: from } = this.spec;
    const weights = 9 * from + from * to;
    this.cost.params += weights;
    this.cost.macs += levels.reduce((all, level) => all + this.pixels(level) * weights, 0);
  }

  normalize(): void {
    const { fpnChannels, backbone } = this.spec;
    this.cost.params += 2 * fpnChannels;
    this.cost.statistics += backbone.normalization === 'batch' ? 2 * fpnChannels : 0;
  }
}

function backboneCost({ backbone }: DetectorSpec): DetectorPartCost {
  return summarize(backbone)
    .layers.filter(({ stage }) => stage !== 'head')
    .map(({ params, statistics, macs }) => ({ params, statistics, macs }))
    .reduce(sum);
}

function neckCost(spec: DetectorSpec, counter: Counter): DetectorPartCost {
  const { added, nodes } = neckPlan(spec);
  const project = (level: number, channels: number | null): void => {
    if (channels !== null) {
      counter.convolve(level, channels, spec.fpnChannels);
      counter.normalize();
    }
  };
  // A level is projected before it is pooled.
  added.forEach(({ level, project: channels }) => project(level - 1, channels));
  for (const { level, inputs } of nodes) {
    inputs.forEach(({ project: channels }) => project(level, channels));
    counter.cost.params += inputs.length;
    counter.separable([level], spec.fpnChannels);
    counter.normalize();
  }
  return counter.cost;
}

function headCost(
  spec: DetectorSpec,
  counter: Counter,
  levels: readonly number[],
  outputs: number
): DetectorPartCost {
  for (let i = 0; i < spec.headRepeats; i++) {
    counter.separable(levels, spec.fpnChannels);
    levels.forEach(() => counter.normalize());
  }
  counter.separable(levels, outputs);
  counter.cost.params += outputs;
  return counter.cost;
}

function sum(a: DetectorPartCost, b: DetectorPartCost): DetectorPartCost {
  return { params: a.params + b.params, statistics: a.statistics + b.statistics, macs: a.macs + b.macs };
}
