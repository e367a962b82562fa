import type { CostReport } from '../../analysis';
import { exact, isoDay, si } from '../format';
import { summarySentence } from '../summary';
import { page } from './page';
import { stages } from './scaling';

/** Costs of a network that is no point of the scaling explorer. */
export function summaryPicture(report: CostReport, today: Date): string {
  const { spec, macs, params } = report;
  return page(
    {
      sentence: summarySentence(report),
      note:
        `${spec.inputChannels === 1 ? '1 input channel' : `${spec.inputChannels} input channels`}, ${spec.classes} classes, ` +
        `${spec.normalization} normalisation. MACs: convolutions ${si(macs.conv)}, depthwise ${si(macs.depthwise)}, ` +
        `squeeze-and-excitation ${si(macs.squeezeExcite)}, classifier ${si(macs.dense)}. ` +
        `With moving statistics ${exact(params.withStatistics)} parameters.`,
      caption: `MACs: multiply–accumulates for one image, counted layer by layer from the specification on ${isoDay(today)}.`
    },
    [stages(report)]
  );
}
