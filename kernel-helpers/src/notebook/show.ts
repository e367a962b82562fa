import { type ArchitectureSpec, type CostReport, summarize } from '../analysis';
import type { Evaluation } from '../evaluation';
import {
  explorerState,
  type ExplorerStart,
  type LabDocument,
  stateOfSpec,
  validateDocument
} from '../contract';
import type { MimeBundle } from './bridge';
import { type BundleParts, DocumentError, mimeBundle } from './bundle';
import { explorerDocument, explorerSentence, scalingOf } from './explorer';
import { evaluationText } from './evaluation-text';
import { display } from './output';
import { evaluationPicture } from './picture/evaluation';
import { scalingPicture } from './picture/scaling';
import { summaryPicture } from './picture/summary';
import { trainingPicture } from './picture/training';
import { trainingText } from './progress';
import { costText, scalingText, summarySentence } from './summary';

/** What `show` can show. */
export type Showable = ArchitectureSpec | CostReport | Evaluation | LabDocument;

/** A value that no view, picture or text is made for. */
export class ShowError extends Error {
  override readonly name = 'ShowError';
}

/**
 * Shows a result under the running cell: a live view in JupyterLab, a picture on GitHub and in exports,
 * text elsewhere. Outside a kernel the text is printed.
 * @throws ShowError for a value of another kind, DocumentError for a broken document.
 */
export function show(value: Showable): void {
  display(bundleOf(value, new Date()));
}

/**
 * The compound-scaling explorer, standing at a network: `{ phi: 1 }`, `{ variant: 'b3' }` or
 * `{ depth, width, resolution }`.
 * @throws SpecError when the start describes no network.
 */
export function scalingExplorer(start: ExplorerStart = {}): void {
  display(mimeBundle(scalingParts(start, new Date())));
}

/** The bundle that `show` sends. */
export function bundleOf(value: unknown, today: Date): MimeBundle {
  return mimeBundle(partsOf(value, today));
}

function partsOf(value: unknown, today: Date): BundleParts {
  const fields = new Set(typeof value === 'object' && value !== null ? Object.keys(value) : []);
  const has = (...names: string[]): boolean => names.every((name) => fields.has(name));
  if (has('view', 'version')) {
    return documentParts(value, today);
  }
  if (has('spec', 'macs', 'stages')) {
    return reportParts(value as CostReport, today);
  }
  if (has('confusion', 'top1', 'mistakes')) {
    const evaluation = value as Evaluation;
    return { svg: evaluationPicture(evaluation, today), text: evaluationText(evaluation) };
  }
  if (has('stem', 'stages', 'head')) {
    return reportParts(summarize(value as ArchitectureSpec), today);
  }
  const got = fields.size ? `an object with ${[...fields].slice(0, 6).join(', ')}` : String(value);
  throw new ShowError(
    `show: got ${got}, expected a specification, a cost report, an evaluation or a document. ` +
      'Make one with variant(), summarize() or evaluate(), or print the value with console.log().'
  );
}

function documentParts(value: unknown, today: Date): BundleParts {
  const checked = validateDocument(value);
  if (!checked.ok) {
    throw new DocumentError(checked.error);
  }
  const { document } = checked;
  switch (document.view) {
    case 'scaling-explorer':
      return scalingParts(document.data, today);
    case 'training-monitor':
      return {
        document,
        svg: trainingPicture(document.data, document.sentence, today),
        text: trainingText(document.data)
      };
    case 'model-table':
    case 'tool-comparison':
      return { ...reportParts(summarize(document.data.spec), today), document };
    case 'block-explorer':
      throw new ShowError('show: a block explorer has no picture yet. Open the document in JupyterLab.');
  }
}

function reportParts(report: CostReport, today: Date): BundleParts {
  const state = stateOfSpec(report.spec);
  return state
    ? scalingParts(state, today)
    : { svg: summaryPicture(report, today), text: `${summarySentence(report)}\n${costText(report)}` };
}

function scalingParts(start: ExplorerStart, today: Date): BundleParts {
  const scaling = scalingOf(explorerState(start));
  return {
    document: explorerDocument(scaling),
    svg: scalingPicture(scaling, today),
    text: `${explorerSentence(scaling)}\n${scalingText(scaling)}`
  };
}
