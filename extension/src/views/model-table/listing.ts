import type { ModelTableState } from '@efficientnet-lab/kernel-helpers/views/model-table';
import { type CostRow, isLayer, layerRows } from './rows';

/** Rows in the order in which they are shown. */
export interface Listing {
  rows: readonly CostRow[];
  /** False when layers stand in one list, ordered by something else than execution. */
  isTree: boolean;
  /** Layers that the search finds; all of them when nothing is searched for. */
  hits: readonly CostRow[];
}

/** Which rows of the tree stand open. */
export interface Openness {
  isOpen(row: CostRow): boolean;
}

/**
 * What is shown of a network's rows. In the order of execution this is the tree, with the ancestors of every layer
 * found; in any other order it is one list of the layers found, because the dearest layer may be in any block.
 */
export function listingOf(
  stages: readonly CostRow[],
  { sort, search }: Pick<ModelTableState, 'sort' | 'search'>,
  openness: Openness
): Listing {
  const words = search.trim().toLowerCase();
  const hits = layerRows(stages).filter((row) => matches(row, words));
  if (sort.column !== 'order') {
    return { rows: sorted(hits, sort), isTree: false, hits };
  }
  const kept = new Set(hits.flatMap(withAncestors));
  const walk = (rows: readonly CostRow[]): CostRow[] =>
    (sort.descending ? [...rows].reverse() : rows)
      .filter((row) => kept.has(row))
      .flatMap((row) => [row, ...(openness.isOpen(row) ? walk(row.children) : [])]);
  return { rows: walk(stages), isTree: true, hits };
}

function matches({ name, kind }: CostRow, words: string): boolean {
  return name.toLowerCase().includes(words) || kind.toLowerCase().includes(words);
}

function withAncestors(row: CostRow): CostRow[] {
  return row.parent === null ? [row] : [row, ...withAncestors(row.parent)];
}

/** Ordered by one column; equal rows stay in the order of execution. */
function sorted(rows: readonly CostRow[], { column, descending }: ModelTableState['sort']): CostRow[] {
  const sign = descending ? -1 : 1;
  return [...rows].sort((a, b) => sign * compare(a[column], b[column]) || a.order - b.order);
}

function compare(a: string | number, b: string | number): number {
  return typeof a === 'number' && typeof b === 'number'
    ? a - b
    : String(a).localeCompare(String(b), 'en', { numeric: true });
}

/** Where a key leads from a row: to another row, or to a change of openness. */
export type Step = { to: CostRow } | { open: CostRow } | { close: CostRow } | null;

const PAGE = 10;

/** The tree's own keys, as the ARIA practices have them for a treegrid whose rows have the focus. */
export function stepFrom({ rows, isTree }: Listing, from: CostRow, key: string, openness: Openness): Step {
  const at = rows.indexOf(from);
  const to = (index: number): Step => ({ to: rows[Math.min(rows.length - 1, Math.max(0, index))] });
  const canOpen = isTree && !isLayer(from);
  switch (key) {
    case 'ArrowDown':
      return to(at + 1);
    case 'ArrowUp':
      return to(at - 1);
    case 'PageDown':
      return to(at + PAGE);
    case 'PageUp':
      return to(at - PAGE);
    case 'Home':
      return to(0);
    case 'End':
      return to(rows.length - 1);
    case 'ArrowRight':
      return canOpen ? (openness.isOpen(from) ? to(at + 1) : { open: from }) : null;
    case 'ArrowLeft':
      if (canOpen && openness.isOpen(from)) {
        return { close: from };
      }
      return isTree && from.parent ? { to: from.parent } : null;
    default:
      return null;
  }
}
