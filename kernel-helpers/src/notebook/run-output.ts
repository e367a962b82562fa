import { validateDocument } from '../contract';
import { trainingCell } from '../views/training-monitor/cell';
import { mimeBundle } from './bundle';
import { type Output, withPng } from './png';

/** What a notebook keeps of a run as a view has it; null for anything but a run's document. */
export function outputOf(value: unknown, today: Date): Output | null {
  const checked = validateDocument(value);
  if (!checked.ok || checked.document.view !== 'training-monitor') {
    return null;
  }
  return withPng(mimeBundle(trainingCell(checked.document, today)));
}
