import {
  type ArchitectureSpec,
  type CostReport,
  evaluationCropWords,
  impliedPhi,
  PUBLISHED_VARIANTS,
  type StageCost
} from '../../analysis';
import { counted, exact, percent, plain, si } from '../../wording/format';
import { networkName } from '../network-name';
import { stageLabel } from './chart';

export function summarySentence({ spec, params, macs, depth }: CostReport): string {
  return (
    `${networkName(spec)}: ${exact(params.trainable)} parameters and ${si(macs.total)} MACs ` +
    `for ${inputOf(spec)}, in ${counted(depth, 'block')}.`
  );
}

/** What one pass of a network sees. */
export function inputName({ spatialDimensions }: ArchitectureSpec): string {
  return spatialDimensions === 2 ? 'image' : 'sequence';
}

function inputOf({ resolution, spatialDimensions }: ArchitectureSpec): string {
  return spatialDimensions === 2
    ? `one image of ${resolution} × ${resolution} px`
    : `one sequence of length ${resolution}`;
}

/** Bytes in the decimal units that disks and papers use: `21.3 MB`. */
export function bytes(value: number): string {
  const text = si(value);
  return /[kMGT]$/.test(text) ? `${text}B` : `${text} B`;
}

/** How far the last map sees. */
export function coverage({ receptiveField, spec }: CostReport): string {
  return (
    `One position of the last map can depend on ${exact(receptiveField)} positions along the input’s ` +
    `${exact(spec.resolution)} (${percent(receptiveField / spec.resolution, 0)}).`
  );
}

/**
 * For a published network that was scaled from another: the φ that each of its multipliers stands for. Null for
 * others, a network that only bears such a name included.
 */
export function publishedSentence({ spec }: CostReport): string | null {
  const row = PUBLISHED_VARIANTS.find(
    ({ name, widthCoefficient, depthCoefficient, resolution }) =>
      name === spec.name &&
      widthCoefficient === spec.widthCoefficient &&
      depthCoefficient === spec.depthCoefficient &&
      resolution === spec.resolution
  );
  const { depth, width, resolution } = row ? impliedPhi(row.name) : UNSCALED;
  return row && (depth || width || resolution)
    ? `Against the rule on ${networkName(row.base)}: its depth stands for φ = ${phiText(depth)}, its width for ` +
        `${phiText(width)}, its resolution for ${phiText(resolution)}; no single φ gives it.`
    : null;
}

const UNSCALED = { depth: null, width: null, resolution: null };

function phiText(phi: number | null): string {
  return phi === null ? 'none' : plain(phi);
}

/** Exact counts as text: what the pictures round. */
export function costText(report: CostReport): string {
  const { spec, macs, params, memory } = report;
  const published = publishedSentence(report);
  const width = Math.max(...report.stages.map((stage) => stageLabel(stage).length));
  return [
    `MACs ${exact(macs.total)} (convolutions ${exact(macs.conv)}, depthwise ${exact(macs.depthwise)}, ` +
      `squeeze-and-excitation ${exact(macs.squeezeExcite)}, classifier ${exact(macs.dense)})`,
    `parameters ${exact(params.trainable)} trainable, ${exact(params.withStatistics)} with moving statistics, ` +
      `${exact(params.keras)} as Keras counts`,
    `memory for one ${inputName(spec)}: weights ${bytes(memory.weights)}, peak in inference ${bytes(memory.inferencePeak)}, ` +
      `kept for the backward pass ${bytes(memory.savedActivations)}, peak in training ${bytes(memory.trainingPeak)}`,
    coverage(report),
    ...(spec.spatialDimensions === 2 ? [`images: ${evaluationCropWords(spec)}`] : []),
    ...report.notes.map(({ text }) => `note: ${text}`),
    ...(published ? [published] : []),
    ...report.stages.map(
      (stage) =>
        `${stageLabel(stage).padEnd(width)}  ${stage.repeats} × ${exact(channelsOf(report, stage))} channels, ` +
        `${mapText(report, stage)}, ${si(stage.params)} parameters, ${si(stage.macs)} MACs (${percent(stage.macs / macs.total)})`
    )
  ].join('\n');
}

/** The head's channels are those of its convolution; its last output are the classes. */
export function channelsOf({ spec }: CostReport, stage: StageCost): number {
  return stage.name === 'head' ? spec.head.filters : stage.outputFilters;
}

/** The head ends in one vector: its map is the one its convolution sees. */
export function mapSideOf(stage: StageCost): number {
  return stage.name === 'head' ? stage.inputSize : stage.outputSize;
}

function mapText({ spec }: CostReport, stage: StageCost): string {
  const side = exact(mapSideOf(stage));
  return spec.spatialDimensions === 2 ? `${side} px` : `length ${side}`;
}
