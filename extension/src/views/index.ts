import type { LabDocument } from '@efficientnet-lab/kernel-helpers/contract';
import { blockExplorer } from './block-explorer/adapter';
import { evaluation } from './evaluation/adapter';
import { front } from './front/adapter';
import { gallery } from './gallery/adapter';
import { gates } from './gates/adapter';
import { modelComparison } from './model-comparison/adapter';
import { modelTable } from './model-table/adapter';
import { normalizationNoise } from './normalization-noise/adapter';
import { scalingExplorer } from './scaling-explorer/adapter';
import { searchExplorer } from './search-explorer/adapter';
import { stoppingPoint } from './stopping-point/adapter';
import { sweepDashboard } from './sweep-dashboard/adapter';
import { toolComparison } from './tool-comparison/adapter';
import type { ViewAdapter } from '../frame/adapter';

/** Every view of a state that its reader can change, in the order of launcher and menu. */
export const VIEWS: readonly ViewAdapter[] = [
  scalingExplorer,
  blockExplorer,
  modelTable,
  toolComparison,
  searchExplorer,
  front,
  stoppingPoint,
  normalizationNoise,
  gates,
  evaluation,
  modelComparison,
  sweepDashboard,
  gallery
];

/** The adapter of a document's view; null for views that are shown in another way. */
export function adapterOf(view: LabDocument['view']): ViewAdapter | null {
  return VIEWS.find((adapter) => adapter.view === view) ?? null;
}
