import { chartSection, type Child, INNER_WIDTH, page, paragraph, type Section, table } from '../../chart';
import { exact, isoDay, plain, si, times } from '../../wording/format';
import { ENGLISH, type Phrases, sentenceOf } from '../../wording/words';
import { stagesSection } from '../model-table/stages';
import { networkName } from '../network-name';
import { type Scaled, scalingAxes, scalingChart } from './chart';
import type { PinnedNetwork } from './networks';
import type { ScalingResult } from './result';
import { baseName, nameOf, scalingWords } from './words';

const PLOT_HEIGHT = 320;
const SOURCE = 'Architecture and coefficients: Tan and Le, arXiv 1905.11946, table 1 and section 4.';

/** The picture that a notebook keeps and that is exported, SVG: the chart with its sentence, numbers and source. */
export function scalingPicture(scaled: Scaled, today: Date, trans: Phrases = ENGLISH): string {
  const { result, pinned } = scaled;
  const { report, base } = result;
  const words = scalingWords(result, trans);
  return page(
    {
      sentence: sentenceOf(words),
      note: `${words.detail} ${exact(report.params.trainable)} trainable parameters.`,
      caption:
        `MACs: multiply–accumulates for one image, counted layer by layer from the specification on ${isoDay(today)}. ` +
        `${linesText(result)} Circles: the published networks. ${SOURCE}`
    },
    [
      chartSection([scalingChart(scaled, scalingAxes(scaled), trans)], PLOT_HEIGHT),
      numbers(result, trans),
      ...(pinned.length === 0
        ? []
        : [paragraph('Pinned networks', { size: 12.5, weight: 600 }), pins(scaled)]),
      stagesSection(report, base)
    ]
  );
}

function linesText({ state }: ScalingResult): string {
  const step = `(${plain(state.alpha)} · ${plain(state.beta)}² · ${plain(state.gamma)}²)^φ`;
  return state.picture === 'dimensions'
    ? `Thin lines: networks with whole layers, channels and pixels; thick ones: their mean over a doubling of the promise. Compound: ${step}.`
    : `Dashed: B0 × ${step}.`;
}

function numbers(result: ScalingResult, trans: Phrases): Section {
  const { report, base, ideal, built, multipliers } = result;
  const rows: Child[][] = [
    ['MACs', si(report.macs.total), si(base.macs.total), times(built)],
    ['MACs by d·w²·r²', si(base.macs.total * ideal), si(base.macs.total), times(ideal)],
    [
      'parameters (trainable)',
      si(report.params.trainable),
      si(base.params.trainable),
      times(report.params.trainable / base.params.trainable)
    ],
    [
      'depth',
      `${report.depth} blocks`,
      String(base.depth),
      `${times(report.depth / base.depth)} (d = ${times(multipliers.depth)})`
    ],
    [
      'image',
      `${report.spec.resolution} px`,
      `${base.spec.resolution} px`,
      `${times(report.spec.resolution / base.spec.resolution)} (r = ${times(multipliers.resolution)})`
    ]
  ];
  return table(
    [
      { title: '', x: 0, align: 'left' },
      { title: nameOf(result, trans), x: 270, align: 'right', weight: 600 },
      { title: baseName(result), x: 370, align: 'right' },
      { title: 'growth', x: INNER_WIDTH, align: 'right', weight: 600 }
    ],
    rows
  );
}

/** The networks compared with, by their letters. */
function pins({ result, pinned }: Scaled): Section {
  const macs = result.report.macs.total;
  const promise = ({ mark }: PinnedNetwork): string =>
    mark.promised === null ? '–' : times(mark.built / mark.promised);
  return table(
    [
      { title: 'pin', x: 0, align: 'left', weight: 600 },
      { title: 'network', x: 36, align: 'left' },
      { title: 'MACs', x: 236, align: 'right' },
      { title: '× the one shown', x: 350, align: 'right' },
      { title: 'parameters', x: 440, align: 'right' },
      { title: 'built ÷ promised', x: INNER_WIDTH, align: 'right' }
    ],
    pinned.map((each): Child[] => [
      each.pin.letter,
      networkName(each.pin.spec).slice(0, 26),
      si(each.mark.macs),
      times(each.mark.macs / macs),
      si(each.mark.params),
      promise(each)
    ])
  );
}
