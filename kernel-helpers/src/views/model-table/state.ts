import type { ArchitectureSpec } from '../../analysis';
import type { ViewDocument } from '../document';
import { architectureSpec, record } from '../schema-parts';

/** Columns that the model table can be ordered by. */
export const MODEL_TABLE_COLUMNS = [
  'order',
  'name',
  'kind',
  'outputSize',
  'outputFilters',
  'params',
  'macs',
  'elementOps',
  'activationBytes',
  'bytesMoved',
  'arithmeticIntensity',
  'receptiveField'
] as const;
export type ModelTableColumn = (typeof MODEL_TABLE_COLUMNS)[number];

export interface ModelTableState {
  spec: ArchitectureSpec;
  sort: { column: ModelTableColumn; descending: boolean };
  /** Shown are layers whose name or kind holds this text. */
  search: string;
}

export type ModelTableDocument = ViewDocument<'model-table', ModelTableState>;

export const modelTableSchema = record({
  spec: architectureSpec,
  sort: record({
    column: { enum: MODEL_TABLE_COLUMNS },
    descending: { type: 'boolean' }
  }),
  search: { type: 'string', maxLength: 200 }
});
