import type { Calibration } from '../../analysis';
import { PAPER_COLOURS as COLORS } from '../../chart/colours';
import { paragraph, INNER_WIDTH, type Section } from '../../chart/page';
import { drawPlot } from './plot';

const HEIGHT = 210;
/** Bars of bins with fewer images are pale: their height is mostly chance. */
const FEW = 10;

/** Accuracy of the answers over the confidence they were given with; the diagonal is honesty. */
export function reliabilityDiagram({ bins }: Calibration): Section[] {
  const width = 1 / bins.length;
  const bars = bins.flatMap(({ images, accuracy }, i) =>
    accuracy === null ? [] : [{ from: i * width, to: (i + 1) * width, accuracy, few: images < FEW }]
  );
  const markup = drawPlot((plot) => ({
    width: INNER_WIDTH,
    height: HEIGHT,
    marginLeft: 46,
    marginBottom: 36,
    x: { domain: [0, 1], label: 'confidence of the answer →', tickFormat: '.0%', ticks: 5 },
    y: { domain: [0, 1], label: '↑ share that is right', tickFormat: '.0%', ticks: 5, grid: true },
    marks: [
      plot.rect(bars, {
        x1: 'from',
        x2: 'to',
        y1: 0,
        y2: 'accuracy',
        fill: COLORS.right,
        fillOpacity: ({ few }: (typeof bars)[number]) => (few ? 0.25 : 0.75),
        inset: 0.5
      }),
      plot.line(
        [
          [0, 0],
          [1, 1]
        ],
        { stroke: COLORS.wrong, strokeDasharray: '5 4', strokeWidth: 1.5 }
      )
    ]
  }));
  return [
    paragraph('Confidence and accuracy', { size: 14, weight: 600 }),
    { height: HEIGHT, markup },
    paragraph(
      `On the dashed line the network is as often right as it is sure; below it is too sure. Pale bars hold fewer than ${FEW} images.`,
      { size: 12, color: COLORS.textFaint }
    )
  ];
}
