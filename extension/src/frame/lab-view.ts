import type { LabDocument } from '@efficientnet-lab/kernel-helpers/contract';
import type { ISignal } from '@lumino/signaling';
import type { Widget } from '@lumino/widgets';

/** A view of one document that its reader can change; outputs and panels treat all such views alike. */
export interface LabView extends Widget {
  /** Emitted when the reader has changed something that should be kept. */
  readonly stateChanged: ISignal<LabView, void>;
  /** The document that shows the present state. */
  toDocument(): LabDocument;
  /** The present result as plain text; its first line is the sentence. */
  toText(): string;
  /** The present picture; null when there is none. */
  toSvg(): Promise<string | null>;
  /** The same in pixels, twice as many as it is wide and high; null when there is none. */
  toPng(): Promise<{ base64: string; width: number; height: number } | null>;
  /** Shows another document of the same view. */
  load(document: LabDocument): void;
}
