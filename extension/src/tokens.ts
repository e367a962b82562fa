import type { TranslationBundle } from '@jupyterlab/translation';
import type { ISignal } from '@lumino/signaling';
import type { LabDocument } from '@efficientnet-lab/kernel-helpers/contract';

export const PLUGIN_ID = '@efficientnet-lab/extension:plugin';
export const RENDERER_ID = '@efficientnet-lab/extension:renderer';
export const TRANSLATION_DOMAIN = 'efficientnet_lab';

export namespace CommandIDs {
  /** Opens a new scaling explorer; args may hold `{ state: ScalingExplorerState }`. */
  export const openExplorer = 'efficientnet-lab:open-scaling-explorer';
  /** Opens the training monitor that follows the current notebook. */
  export const openMonitor = 'efficientnet-lab:open-training-monitor';
}

/** What a view needs from the place it lives in; the same in an output and in a panel. */
export interface ViewEnvironment {
  readonly trans: TranslationBundle;
  /** Emitted after the theme's CSS variables have changed; null where themes are fixed. */
  readonly themeChanged: ISignal<unknown, unknown> | null;
  /** Shows the document in a panel of its own; null where that is not possible (it is a panel already). */
  readonly openAsPanel: ((document: LabDocument) => void) | null;
}
