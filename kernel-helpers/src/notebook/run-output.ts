import { validateDocument } from '../contract';
import type { TrainingMonitorDocument } from '../views/training-monitor';
import { trainingText } from '../views/training-monitor/cell';
import { mimeBundle } from './bundle';
import { trainingPicture } from './picture/training';
import { type Output, withPng } from './png';

/** What a notebook keeps of a run as a view has it; null for anything but a run's document. */
export function outputOf(value: unknown, today: Date): Output | null {
  const checked = validateDocument(value);
  if (!checked.ok || checked.document.view !== 'training-monitor') {
    return null;
  }
  const document: TrainingMonitorDocument = checked.document;
  const svg = trainingPicture(document.data, document.sentence, today);
  return withPng(mimeBundle({ document, svg, text: trainingText(document.data) }));
}
