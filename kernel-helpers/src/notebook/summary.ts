import type { CostReport } from '../analysis';
import { exact, percent, si, times } from './format';
import { roundingSentence, type Scaling } from './explorer';

export function summarySentence({ spec, params, macs, depth }: CostReport): string {
  return (
    `${spec.name}: ${exact(params.trainable)} parameters and ${si(macs.total)} MACs ` +
    `for one image of ${spec.resolution} × ${spec.resolution} px, in ${depth} blocks.`
  );
}

/** Exact counts as text: what the pictures round. */
export function costText(report: CostReport): string {
  const { macs, params } = report;
  const width = Math.max(...report.stages.map((stage) => label(stage).length));
  return [
    `MACs ${exact(macs.total)} (convolutions ${exact(macs.conv)}, depthwise ${exact(macs.depthwise)}, ` +
      `squeeze-and-excitation ${exact(macs.squeezeExcite)}, classifier ${exact(macs.dense)})`,
    `parameters ${exact(params.trainable)} trainable, ${exact(params.withStatistics)} with moving statistics, ` +
      `${exact(params.keras)} as Keras counts`,
    ...report.stages.map(
      (stage) =>
        `${label(stage).padEnd(width)}  ${stage.repeats} × ${exact(stage.outputFilters)} channels, ` +
        `${stage.outputSize} px, ${si(stage.params)} parameters, ${si(stage.macs)} MACs (${percent(stage.macs / macs.total)})`
    )
  ].join('\n');
}

function label(stage: CostReport['stages'][number]): string {
  return `${stage.name} ${stage.operator} ${stage.kernelSize}×${stage.kernelSize}`;
}

export function scalingText(scaling: Scaling): string {
  const { report, base, ideal, growth } = scaling;
  return [
    roundingSentence(scaling),
    `built: ${times(growth)} B0, ${exact(report.macs.total)} MACs; B0: ${exact(base.macs.total)} MACs`,
    `d·w²·r²: ${times(ideal)} B0, ${exact(base.macs.total * ideal)} MACs`,
    costText(report)
  ].join('\n');
}
