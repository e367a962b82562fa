import type { ArchitectureSpec, BlockSpec } from './spec';

/** A block with what its place in the network decides. */
export interface PlacedBlock extends BlockSpec {
  /** Keras's name, for example `block2a`. */
  name: string;
  /** 1-based. */
  stage: number;
  /** 0-based over the whole network. */
  index: number;
  /** Stride 1 and equal channels in and out: the input is added to the output. */
  residual: boolean;
  /** Probability that stochastic depth drops the branch in training; 0 where there is no residual. */
  dropRate: number;
}

/** All blocks in order, with Keras's names and the drop rates `stochasticDepth · i / n`. */
export function blocksOf(spec: ArchitectureSpec): PlacedBlock[] {
  const total = spec.stages.reduce((sum, stage) => sum + stage.blocks.length, 0);
  const placed: PlacedBlock[] = [];
  spec.stages.forEach((stage, s) =>
    stage.blocks.forEach((block, b) => {
      const index = placed.length;
      const { stride, inputFilters, outputFilters } = block;
      const residual = stride === 1 && inputFilters === outputFilters;
      // Field by field rather than spread, which takes ten times as long; sliders ask for many reports.
      placed.push({
        operator: block.operator,
        kernelSize: block.kernelSize,
        stride,
        expansionRatio: block.expansionRatio,
        inputFilters,
        expandedFilters: block.expandedFilters,
        outputFilters,
        squeezeExciteFilters: block.squeezeExciteFilters,
        name: `block${s + 1}${letters(b)}`,
        stage: s + 1,
        index,
        residual,
        dropRate: residual ? (spec.stochasticDepth * index) / total : 0
      });
    })
  );
  return placed;
}

/** a … z, then aa, ab, …: Keras stops at z because its networks do. */
function letters(index: number): string {
  const last = String.fromCharCode(97 + (index % 26));
  return index < 26 ? last : letters(Math.floor(index / 26) - 1) + last;
}
