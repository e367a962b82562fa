import type { ArchitectureSpec } from '../../analysis';
import type { ViewDocument } from '../document';
import { architectureSpec, record } from '../schema-parts';

/** The network whose counts are reconciled between tools. */
export interface ToolComparisonState {
  spec: ArchitectureSpec;
}

export type ToolComparisonDocument = ViewDocument<'tool-comparison', ToolComparisonState>;

export const toolComparisonSchema = record({ spec: architectureSpec });
