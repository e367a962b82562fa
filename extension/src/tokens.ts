import type { ISessionContext } from '@jupyterlab/apputils';
import { Token } from '@lumino/coreutils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { ISignal } from '@lumino/signaling';
import type { Widget } from '@lumino/widgets';
import type { PinBoard } from './pins/board';
import type { LabDocument } from '@efficientnet-lab/kernel-helpers/contract';

export const PLUGIN_ID = '@efficientnet-lab/extension:plugin';
export const RENDERER_ID = '@efficientnet-lab/extension:renderer';
export const PINS_ID = '@efficientnet-lab/extension:pins';
export const TRANSLATION_DOMAIN = 'efficientnet_lab';

export namespace CommandIDs {
  /** Opens a new scaling explorer; args may hold `{ state: ScalingExplorerState }`. */
  export const openExplorer = 'efficientnet-lab:open-scaling-explorer';
  /** Opens a new block explorer; args may hold `{ state: BlockExplorerState }`. */
  export const openBlockExplorer = 'efficientnet-lab:open-block-explorer';
  /** Opens a new model table; args may hold `{ state: ModelTableState }`. */
  export const openModelTable = 'efficientnet-lab:open-model-table';
  /** Opens "why do tools disagree?"; args may hold `{ state: ToolComparisonState }`. */
  export const openToolComparison = 'efficientnet-lab:open-tool-comparison';
  /** Opens the comparison of two networks; args may hold `{ state: ModelComparisonState }`. */
  export const openModelComparison = 'efficientnet-lab:open-model-comparison';
  /** Opens the search explorer; args may hold `{ state: SearchExplorerState }`. */
  export const openSearchExplorer = 'efficientnet-lab:open-search-explorer';
  /** Opens the front view; args may hold `{ state: FrontState }`. */
  export const openFront = 'efficientnet-lab:open-front';
  /** Opens the stopping-point view; args may hold `{ state: StoppingPointState }`. */
  export const openStoppingPoint = 'efficientnet-lab:open-stopping-point';
  /** Opens batch against group normalisation; args may hold `{ state: NormalizationNoiseState }`. */
  export const openNormalizationNoise = 'efficientnet-lab:open-normalization-noise';
  /** Opens the gates view; args may hold `{ state: GatesState }`. */
  export const openGates = 'efficientnet-lab:open-gates';
  /** Opens the evaluation of a network; args may hold `{ state: EvaluationState }`. */
  export const openEvaluation = 'efficientnet-lab:open-evaluation';
  /** Opens the sweep dashboard; args may hold `{ state: SweepDashboardState }`. */
  export const openSweepDashboard = 'efficientnet-lab:open-sweep-dashboard';
  /** Opens the images of a cell; args may hold `{ state: GalleryState }`. */
  export const openGallery = 'efficientnet-lab:open-gallery';
  /** Opens the start page; args may hold `{ cwd: string }`, the folder in which chapters are looked for first. */
  export const openStart = 'efficientnet-lab:open-start';
  /** Opens a scaling explorer and leads through it. */
  export const startTour = 'efficientnet-lab:start-tour';
  /** Opens the training monitor that follows the current notebook. */
  export const openMonitor = 'efficientnet-lab:open-training-monitor';
}

/** The one board of pinned networks in a JupyterLab window. */
export const IPinBoard = new Token<PinBoard>(
  '@efficientnet-lab/extension:IPinBoard',
  'Networks pinned for comparison, shared by all views of EfficientNet Lab.'
);

/** What a view needs from the place it lives in; the same in an output and in a panel. */
export interface ViewEnvironment {
  readonly trans: TranslationBundle;
  /** Emitted after the theme's CSS variables have changed; null where themes are fixed. */
  readonly themeChanged: ISignal<unknown, unknown> | null;
  /** Networks pinned for comparison, shared by all open views. */
  readonly pins: PinBoard;
  /** Whether the view is a panel of its own already. */
  readonly inPanel: boolean;
  /** The session whose kernel a view may ask: of the notebook around it, or of the current one; null without. */
  session(view: Widget): ISessionContext | null;
  /** Puts a code cell below the view, in the notebook around it or in the current one; false without one. */
  writeCell(view: Widget, code: string): boolean;
  /** Shows a document, of this view or another one, in a panel of its own. */
  open(document: LabDocument): void;
}
