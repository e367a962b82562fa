import {
  chartSection,
  type Child,
  element,
  INNER_WIDTH,
  page,
  PAPER_COLOURS as COLORS,
  paragraph,
  type Section,
  table
} from '../../chart';
import { counted, duration, exact, isoDay, percent, significant } from '../../wording/format';
import { ENGLISH } from '../../wording/words';
import { curveChart } from './chart';
import type { EpochRecord, TrainingMonitorState } from './state';
import { curvesNote } from './words';

const PLOT_HEIGHT = 220;
/** Epochs in the table; the curves hold all of them. */
const TABLE_ROWS = 8;

/** Learning curves and the newest epochs of one run. */
export function trainingPicture(state: TrainingMonitorState, sentence: string, today: Date): string {
  const started = state.curve.step.length > 0;
  return page(
    {
      sentence,
      note: `${state.model}. ${state.dataset}.`,
      caption: captionOf(state, today)
    },
    [
      progressBar(state),
      ...(started
        ? [
            chartSection(
              [curveChart(state, 'loss', ENGLISH), curveChart(state, 'accuracy', ENGLISH)],
              PLOT_HEIGHT
            ),
            paragraph(curvesNote(state), { size: 12.5, color: COLORS.textFaint })
          ]
        : []),
      ...(state.history.length ? [epochTable(state.history)] : []),
      ...state.messages
        .slice(-3)
        .map((message) => paragraph(`Note: ${message}`, { size: 12.5, color: COLORS.wrong }))
    ]
  );
}

function captionOf(state: TrainingMonitorState, today: Date): string {
  const facts = [
    `Measured on ${isoDay(today)}, run ${state.runId}`,
    `${exact(state.step)} of ${counted(state.epochs * state.stepsPerEpoch, 'step')} in ${duration(state.elapsedSeconds)}`,
    ...(state.imagesPerSecond === null ? [] : [`${significant(state.imagesPerSecond)} images per second`]),
    ...['seed', 'batchSize', 'device'].flatMap((key) =>
      key in state.record ? [`${key === 'batchSize' ? 'batch size' : key} ${String(state.record[key])}`] : []
    ),
    ...(state.checkpoint ? [`checkpoint ${state.checkpoint}`] : [])
  ];
  return `${facts.join(', ')}.`;
}

function progressBar(state: TrainingMonitorState): Section {
  const share = Math.min(1, state.step / Math.max(1, state.epochs * state.stepsPerEpoch));
  return {
    height: 8,
    markup: element(
      'g',
      {},
      element('rect', { width: INNER_WIDTH, height: 6, rx: 3, fill: COLORS.grid }),
      element('rect', { width: Math.max(6, share * INNER_WIDTH), height: 6, rx: 3, fill: COLORS.train })
    )
  };
}

function epochTable(history: EpochRecord[]): Section {
  const rows = history
    .slice(-TABLE_ROWS)
    .map((row): Child[] => [
      String(row.epoch),
      row.loss.toFixed(4),
      percent(row.accuracy, 2),
      row.validationLoss === null ? '–' : row.validationLoss.toFixed(4),
      row.validationAccuracy === null ? '–' : percent(row.validationAccuracy, 2),
      duration(row.seconds)
    ]);
  return table(
    [
      { title: 'epoch', x: 40, align: 'right' },
      { title: 'loss', x: 120, align: 'right' },
      { title: 'accuracy', x: 215, align: 'right' },
      { title: 'validation loss', x: 335, align: 'right' },
      { title: 'validation accuracy', x: 470, align: 'right', weight: 600 },
      { title: 'time', x: INNER_WIDTH, align: 'right' }
    ],
    rows
  );
}
