import { MIME_TYPE, type RunSummary, validateDocument } from '@efficientnet-lab/kernel-helpers/contract';
import { DOCUMENT_VERSION } from '@efficientnet-lab/kernel-helpers/views';
import {
  runBeforeItsFirstStep,
  type TrainingMonitorDocument
} from '@efficientnet-lab/kernel-helpers/views/training-monitor';
import type { NotebookPanel } from '@jupyterlab/notebook';

/** The part of a code cell's model that is read here. */
interface OutputHolder {
  outputs: { length: number; get(index: number): { data: Record<string, unknown> } };
}

/** What is known of a run before the kernel has told more: the view asks, as of any run that may go on. */
export function unheard(run: RunSummary): TrainingMonitorDocument {
  return {
    version: DOCUMENT_VERSION,
    view: 'training-monitor',
    sentence: '',
    data: runBeforeItsFirstStep(run.runId, run)
  };
}

/** The trainings a notebook shows, from top to bottom. */
export function documentsOf(panel: NotebookPanel): TrainingMonitorDocument[] {
  const documents: TrainingMonitorDocument[] = [];
  for (const cell of panel.model?.cells ?? []) {
    if (cell.type === 'code') {
      const { outputs } = cell as unknown as OutputHolder;
      for (let i = 0; i < outputs.length; i++) {
        const value = outputs.get(i).data[MIME_TYPE];
        const validation = value === undefined ? null : validateDocument(value);
        if (validation?.ok && validation.document.view === 'training-monitor') {
          documents.push(validation.document);
        }
      }
    }
  }
  return documents;
}
