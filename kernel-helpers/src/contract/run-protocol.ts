import type {
  EpochRecord,
  RunStatus,
  StepCurve,
  TrainingMonitorDocument
} from '../views/training-monitor/state';

/** Comm target through which views learn of runs. */
export const RUN_COMM_TARGET = 'efficientnet-lab.run';

/** How long the kernel streams after a view has said that it follows: a page that is gone costs no more than that. */
export const FOLLOW_SECONDS = 15;

/** What `comm_open` asks for: one run, or the list of the kernel's runs. */
export type RunQuestion =
  | {
      runId: string;
      /** Where the run's folder lies, as its record says; a kernel that does not know the run looks there. */
      checkpointDir?: string;
    }
  | { runs: 'all' };

/**
 * What a view sends on: `follow` asks for what changes during the next `FOLLOW_SECONDS`, `whole` for the whole document,
 * `output` for what a notebook keeps of a run that has ended.
 */
export interface RunRequest {
  action: 'stop' | 'follow' | 'whole' | 'output';
  /** With `output`, of a run that only its folder knows: the document as the view has it. */
  document?: TrainingMonitorDocument;
}

/** What the kernel says of one run. */
export interface RunReply {
  runId: string;
  /** `unknown`: neither this kernel nor a folder knows it. */
  status: RunStatus | 'unknown';
  /** Of the messages on this comm that carry `document` or `change`, from 1; a gap means that some were lost. */
  number?: number;
  document?: TrainingMonitorDocument;
  /** Against the document or change before. */
  change?: RunChange;
  /** What the run's folder tells, from a kernel that did not start it. */
  folder?: FolderReport;
  output?: { data: Record<string, unknown>; metadata: Record<string, unknown> };
}

/** One run of the kernel. */
export interface RunSummary {
  runId: string;
  status: RunStatus;
  model: string;
  dataset: string;
  /** The notebook's name of the cell that started it, where the kernel knows it. */
  cellId?: string;
}

/** Answer to `{ runs: 'all' }`, sent again when it changes; oldest first. */
export interface RunsReply {
  runs: RunSummary[];
}

/** A run as its folder tells of it; no curve. */
export interface FolderReport {
  /** `running` when another process still has it in hand, `interrupted` when its process ended before the run did. */
  status: RunStatus;
  step: number;
  history: EpochRecord[];
  checkpoint: string | null;
  elapsedSeconds: number | null;
  messages: string[];
  /** The last change in the folder, ISO 8601. */
  heardAt: string;
}

/** What is new in a document: the ends of its lists, and its other fields where they differ. */
export interface RunChange {
  sentence: string;
  fields: Partial<Omit<TrainingMonitorDocument['data'], 'curve' | 'history'>>;
  /** The first `keep` points stay. */
  curve?: StepCurve & { keep: number };
  history?: { keep: number; rows: EpochRecord[] };
}

const CURVES = ['step', 'loss', 'accuracy', 'learningRate'] as const;

/** What turns one document of a run into a later one of the same run. */
export function changeOf(before: TrainingMonitorDocument, after: TrainingMonitorDocument): RunChange {
  const { curve, history, ...fields } = after.data;
  const { curve: oldCurve, history: oldHistory, ...oldFields } = before.data;
  const differing = Object.entries(fields).filter(
    ([name, value]) => !same(value, (oldFields as Record<string, unknown>)[name])
  );
  const change: RunChange = { sentence: after.sentence, fields: Object.fromEntries(differing) };
  const keep = commonStart(curve.step.length, oldCurve.step.length, (i) =>
    CURVES.every((name) => curve[name][i] === oldCurve[name][i])
  );
  if (keep < curve.step.length || keep < oldCurve.step.length) {
    const [step, loss, accuracy, learningRate] = CURVES.map((name) => curve[name].slice(keep));
    change.curve = { keep, step, loss, accuracy, learningRate };
  }
  const rows = commonStart(history.length, oldHistory.length, (i) => same(history[i], oldHistory[i]));
  if (rows < history.length || rows < oldHistory.length) {
    change.history = { keep: rows, rows: history.slice(rows) };
  }
  return change;
}

/** The document after a change; the one given stays as it is. */
export function withChange(before: TrainingMonitorDocument, change: RunChange): TrainingMonitorDocument {
  const { curve, history } = before.data;
  const { curve: points, history: epochs } = change;
  const grown = (name: keyof StepCurve): number[] =>
    points ? [...curve[name].slice(0, points.keep), ...points[name]] : curve[name];
  return {
    ...before,
    sentence: change.sentence,
    data: {
      ...before.data,
      ...change.fields,
      curve: {
        step: grown('step'),
        loss: grown('loss'),
        accuracy: grown('accuracy'),
        learningRate: grown('learningRate')
      },
      history: epochs ? [...history.slice(0, epochs.keep), ...epochs.rows] : history
    }
  };
}

function commonStart(length: number, other: number, alike: (i: number) => boolean): number {
  let i = 0;
  while (i < Math.min(length, other) && alike(i)) {
    i++;
  }
  return i;
}

/** Fields are JSON, written by one code: equal values are written alike. */
function same(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
