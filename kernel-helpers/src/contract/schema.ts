import { blockExplorerSchema } from '../views/block-explorer/state';
import { DOCUMENT_VERSION } from '../views/document';
import { evaluationSchema } from '../views/evaluation/state';
import { frontSchema } from '../views/front/state';
import { galleryDataSchema } from '../views/gallery/state';
import { gatesSchema } from '../views/gates/state';
import { modelComparisonSchema } from '../views/model-comparison/state';
import { modelTableSchema } from '../views/model-table/state';
import { normalizationNoiseSchema } from '../views/normalization-noise/state';
import { scalingExplorerSchema } from '../views/scaling-explorer/state';
import { record, text } from '../views/schema-parts';
import { searchExplorerSchema } from '../views/search-explorer/state';
import { stoppingPointSchema } from '../views/stopping-point/state';
import { sweepDashboardSchema } from '../views/sweep-dashboard/state';
import { toolComparisonSchema } from '../views/tool-comparison/state';
import { trainingMonitorSchema } from '../views/training-monitor/state';
import { MIME_TYPE } from './document';

const view = (name: string, data: object) =>
  record({ version: { const: DOCUMENT_VERSION }, view: { const: name }, sentence: text, data });

/** JSON schemas of the views' documents, by view. */
export const VIEW_SCHEMAS = {
  'scaling-explorer': view('scaling-explorer', scalingExplorerSchema),
  'training-monitor': view('training-monitor', trainingMonitorSchema),
  'block-explorer': view('block-explorer', blockExplorerSchema),
  'model-table': view('model-table', modelTableSchema),
  'tool-comparison': view('tool-comparison', toolComparisonSchema),
  'model-comparison': view('model-comparison', modelComparisonSchema),
  'search-explorer': view('search-explorer', searchExplorerSchema),
  front: view('front', frontSchema),
  'stopping-point': view('stopping-point', stoppingPointSchema),
  'normalization-noise': view('normalization-noise', normalizationNoiseSchema),
  gates: view('gates', gatesSchema),
  evaluation: view('evaluation', evaluationSchema),
  'sweep-dashboard': view('sweep-dashboard', sweepDashboardSchema),
  gallery: view('gallery', galleryDataSchema)
} as const;

/** The published schema (`schema/v1.json` in the package is this object). */
export const DOCUMENT_SCHEMA = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'urn:efficientnet-lab:document:v1',
  title: `EfficientNet Lab document (${MIME_TYPE})`,
  oneOf: Object.values(VIEW_SCHEMAS)
} as const;
