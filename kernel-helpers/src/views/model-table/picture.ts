import type { CostReport } from '../../analysis';
import { chartSection, INNER_WIDTH, page, type Section, table } from '../../chart';
import { counted, exact, isoDay, percent, si } from '../../wording/format';
import { ENGLISH } from '../../wording/words';
import { parametersChart } from './chart';
import { stagesSection } from './stages';
import { bytes, coverage, inputName, publishedSentence, summarySentence } from './summary';

/** Of a stage's bar, and of the axis below; pixels. */
const ROW = 21;
const AXIS = 62;

/** The picture that a notebook keeps and that is exported, SVG: totals under each convention, and costs by stage. */
export function summaryPicture(report: CostReport, today: Date): string {
  const { spec } = report;
  return page(
    {
      sentence: summarySentence(report),
      note:
        `${counted(spec.inputChannels, 'input channel')}, ${counted(spec.classes, 'class', 'classes')}, ` +
        `${spec.normalization} normalisation. ${coverage(report)} ${publishedSentence(report) ?? ''}`.trim(),
      caption:
        `MACs: multiply–accumulates for one ${inputName(spec)}, counted layer by layer from the specification on ${isoDay(today)}. ` +
        `Memory in 32-bit floats, for one ${inputName(spec)}, by live range; without the workspace of a library.`
    },
    [
      totals(report),
      stagesSection(report),
      chartSection([parametersChart(report, ENGLISH)], ROW * report.stages.length + AXIS)
    ]
  );
}

function totals({ macs, params, memory }: CostReport): Section {
  const share = (part: number): string => `${si(part)} (${percent(part / macs.total)})`;
  return table(
    [
      { title: 'MACs', x: 0, align: 'left' },
      { title: si(macs.total), x: 190, align: 'right' },
      { title: 'parameters', x: 212, align: 'left' },
      { title: '', x: 380, align: 'right' },
      { title: 'memory', x: 402, align: 'left' },
      { title: '', x: INNER_WIDTH, align: 'right' }
    ],
    [
      [
        'convolutions',
        share(macs.conv),
        'trainable',
        exact(params.trainable),
        'weights',
        bytes(memory.weights)
      ],
      [
        'depthwise',
        share(macs.depthwise),
        'with statistics',
        exact(params.withStatistics),
        'inference peak',
        bytes(memory.inferencePeak)
      ],
      [
        'gates (SE)',
        share(macs.squeezeExcite),
        'as in Keras',
        exact(params.keras),
        'kept for training',
        bytes(memory.savedActivations)
      ],
      ['classifier', share(macs.dense), '', '', 'training peak', bytes(memory.trainingPeak)]
    ]
  );
}
