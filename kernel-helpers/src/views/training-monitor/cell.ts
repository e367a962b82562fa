import { duration, percent, significant } from '../../wording/format';
import type { ViewCell } from '../cell';
import { DOCUMENT_VERSION } from '../document';
import { trainingPicture } from './picture';
import type { TrainingMonitorDocument, TrainingMonitorState } from './state';
import { trainingSentence } from './words';

export function trainingText(state: TrainingMonitorState): string {
  const rows = state.history.map(epochLine);
  const rate =
    state.imagesPerSecond === null ? [] : [`${significant(state.imagesPerSecond)} images per second`];
  return [
    trainingSentence(state),
    ...[state.model, state.dataset].filter(Boolean),
    ...rows,
    ...rate,
    ...(state.checkpoint ? [`checkpoint: ${state.checkpoint}`] : []),
    ...state.messages.map((message) => `note: ${message}`)
  ].join('\n');
}

export function epochLine(row: TrainingMonitorState['history'][number]): string {
  const validation =
    row.validationLoss === null || row.validationAccuracy === null
      ? ''
      : `, validation loss ${row.validationLoss.toFixed(4)}, validation accuracy ${percent(row.validationAccuracy, 2)}`;
  return `epoch ${row.epoch}: loss ${row.loss.toFixed(4)}, accuracy ${percent(row.accuracy, 2)}${validation}, ${duration(row.seconds)}`;
}

export function trainingDocument(state: TrainingMonitorState): TrainingMonitorDocument {
  return {
    version: DOCUMENT_VERSION,
    view: 'training-monitor',
    sentence: trainingSentence(state).slice(0, 1900),
    data: state
  };
}

/** What a cell shows of a run's document. */
export function trainingCell(
  document: TrainingMonitorDocument,
  today: Date
): ViewCell<TrainingMonitorDocument> {
  return {
    document,
    svg: trainingPicture(document.data, document.sentence, today),
    text: trainingText(document.data)
  };
}
