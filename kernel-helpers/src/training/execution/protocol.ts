import type { MessagePort } from 'node:worker_threads';
import type { Batch, DataFault, Dataset, InputShape, TrainingOrder, UnreadableImage } from '../../data';
import type { Program, Values } from '../../tensorflow';

/** What a training thread is started with. */
export interface ThreadSetup {
  /** Its first element ends a validation when it is not 0. */
  stop: Int32Array;
  /** Its first element counts the requests that have been answered. */
  answered: Int32Array;
}

/** What a run needs beside its graph. */
export interface RunSetup {
  input: InputShape;
  /** Null without validation images; its pixels lie in shared memory. */
  validation: { dataset: Dataset; shape: Batch['shape'] } | null;
  /** To the pipeline of training batches. */
  batches: MessagePort;
}

/** What a step tells of itself. */
export interface StepValues {
  /** Mean over the batch. */
  loss: number;
  accuracy: number;
  /** False when the loss or a gradient was not finite: the step has changed nothing but the loss scale. */
  taken: boolean;
  /** After the step. */
  lossScale: number;
}

export interface StepResult extends StepValues {
  /** Images that another stood in for. */
  unreadable?: UnreadableImage[];
}

export interface ValidationResult {
  loss: number;
  top1: number;
  /** Images left out. */
  unreadable?: UnreadableImage[];
}

/** What the thread is asked for; answers come in the same order. */
export type WorkerRequest =
  /** Begins a run with the graph of a program; null for the graph of the run before. */
  | { type: 'open'; program: Program | null; run: RunSetup }
  /** Values of a part of the state; all parts before anything else. */
  | { type: 'write'; values: Record<string, Values> }
  | { type: 'begin'; order: TrainingOrder }
  | { type: 'step'; learningRate: number; random: Int32Array }
  | { type: 'validate' }
  | { type: 'read' }
  /** Ends the run; the graph stays for the next one. */
  | { type: 'close' }
  | { type: 'dispose' };

export type WorkerReply =
  | { type: 'done' }
  | { type: 'step'; result: StepResult }
  | { type: 'validation'; result: ValidationResult | null }
  | { type: 'state'; values: Record<string, Values> }
  | { type: 'error'; message: string; fault?: DataFault };
