import {
  csvOf,
  frontTable,
  jsonOf,
  markdownOf,
  recordsJson,
  type Table
} from '@efficientnet-lab/kernel-helpers/analysis';
import { FRONT_START, type FrontResult, type FrontState } from '@efficientnet-lab/kernel-helpers/views/front';
import { cellCode } from '../../frame/cell-code';

/** All points that are shown, by rising cost, with who dominates them. */
export function pointsTable({ points, front }: FrontResult): Table {
  return frontTable(points, front);
}

/** The front in a format of choice. */
export function tableText(result: FrontResult, format: 'csv' | 'json' | 'markdown'): string {
  const writers = { csv: csvOf, json: jsonOf, markdown: markdownOf };
  return writers[format](pointsTable(result));
}

/** The records that are shown and hidden, as a file that can be opened again. */
export function recordsText({ set }: FrontResult): string {
  return recordsJson(set);
}

/**
 * TypeScript that shows this front in a cell, with records that don't ship with the product; only what differs from
 * where it starts is written.
 */
export function toTypeScript(state: FrontState): string {
  const { source } = state;
  const start = { ...startOf(state), source: isStartSet(source) ? source : null };
  const named = 'published' in source && !isStartSet(source) ? { ...state, source: source.published } : state;
  return cellCode<object>('showFront', named, start);
}

const isStartSet = (source: FrontState['source']): boolean =>
  'published' in source &&
  'published' in FRONT_START.source &&
  source.published === FRONT_START.source.published;

/** What a cell shows unless told otherwise: other records and costs have no budget. */
function startOf({ source, cost }: FrontState): Record<string, unknown> {
  const isSame = isStartSet(source) && cost === FRONT_START.cost;
  return { ...FRONT_START, budget: isSame ? FRONT_START.budget : null };
}
