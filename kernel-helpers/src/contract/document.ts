/** The documents a cell shows: data, not pictures. Both the kernel and the extension import this file. */
import type { BlockExplorerDocument } from '../views/block-explorer/state';
import type { EvaluationDocument } from '../views/evaluation/state';
import type { FrontDocument } from '../views/front/state';
import type { GalleryDocument } from '../views/gallery/state';
import type { GatesDocument } from '../views/gates/state';
import type { ModelComparisonDocument } from '../views/model-comparison/state';
import type { ModelTableDocument } from '../views/model-table/state';
import type { NormalizationNoiseDocument } from '../views/normalization-noise/state';
import type { ScalingExplorerDocument } from '../views/scaling-explorer/state';
import type { SearchExplorerDocument } from '../views/search-explorer/state';
import type { StoppingPointDocument } from '../views/stopping-point/state';
import type { SweepDashboardDocument } from '../views/sweep-dashboard/state';
import type { ToolComparisonDocument } from '../views/tool-comparison/state';
import type { TrainingMonitorDocument } from '../views/training-monitor/state';

export const MIME_TYPE = 'application/vnd.efficientnet-lab.v1+json';

export type LabDocument =
  | ScalingExplorerDocument
  | TrainingMonitorDocument
  | BlockExplorerDocument
  | ModelTableDocument
  | ToolComparisonDocument
  | ModelComparisonDocument
  | SearchExplorerDocument
  | FrontDocument
  | StoppingPointDocument
  | NormalizationNoiseDocument
  | GatesDocument
  | EvaluationDocument
  | SweepDashboardDocument
  | GalleryDocument;

/** The document of one view. */
export type DocumentOf<View extends LabDocument['view']> = Extract<LabDocument, { view: View }>;
