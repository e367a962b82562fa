import type { LabDocument } from '@efficientnet-lab/kernel-helpers/contract';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { LabIcon } from '@jupyterlab/ui-components';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import type { ViewEnvironment } from '../tokens';
import type { LabView } from './lab-view';

/** All that menus and the launcher have to know of a kind of view; the rest is loaded when one is opened. */
export interface ViewAdapter<D extends LabDocument = LabDocument> {
  readonly view: D['view'];
  /** Opens a new panel; its args may hold `{ state }`, the data of a document. */
  readonly command: string;
  readonly icon: LabIcon;
  label(trans: TranslationBundle): string;
  /** One line under the label. */
  caption(trans: TranslationBundle): string;
  load(): Promise<ViewOpener<D>>;
}

/** Makes views of a kind, in outputs and panels. */
export interface ViewOpener<D extends LabDocument = LabDocument> {
  /**
   * What a new panel shows.
   * @param settings - the user's settings, checked against the extension's settings schema
   */
  initial(settings: ReadonlyPartialJSONObject): D['data'];
  /** @param start - where Reset leads back to */
  create(document: D, environment: ViewEnvironment, start: D['data']): LabView;
}
