import {
  type CostReport,
  reconcile,
  type TermId,
  type ToolCount,
  type ToolId,
  type ToolTerm
} from '../../analysis';

/** A network's costs and what each tool makes of them. */
export interface ToolComparison {
  report: CostReport;
  counts: readonly ToolCount[];
}

export function toolComparisonOf(report: CostReport): ToolComparison {
  return { report, counts: reconcile(report) };
}

/** One term of the difference between a tool's count and ours. */
export interface Part {
  id: TermId;
  name: string;
  /** What the term adds to our count, or takes from it. */
  value: number;
  /** Where it lies in the bar of the difference: terms that add go to the right of 0, others to the left. */
  from: number;
  to: number;
}

/** What makes a tool's count differ from ours, term by term; the values add up to the difference. */
export function partsOf(count: ToolCount, { counts }: ToolComparison): Part[] {
  const ours = counts.find(({ id }) => id === 'this-report');
  const counted = (terms: readonly ToolTerm[] | undefined, id: TermId): number => {
    const term = terms?.find((candidate) => candidate.id === id);
    return term?.included ? term.value : 0;
  };
  const parts: Part[] = [];
  let left = 0;
  let right = 0;
  for (const { id, name } of count.terms) {
    const value = counted(count.terms, id) - counted(ours?.terms, id);
    if (value > 0) {
      parts.push({ id, name, value, from: right, to: right + value });
      right += value;
    } else if (value < 0) {
      parts.push({ id, name, value, from: left + value, to: left });
      left += value;
    }
  }
  return parts;
}

/** The ends of all tools' differences; 0 lies between them. */
export function differenceRange(comparison: ToolComparison): [number, number] {
  const parts = comparison.counts.flatMap((count) => partsOf(count, comparison));
  return [Math.min(0, ...parts.map(({ from }) => from)), Math.max(0, ...parts.map(({ to }) => to))];
}

/** The part that makes most of a tool's difference; null when there is none. */
export function largestPart(parts: readonly Part[]): Part | null {
  return parts.reduce<Part | null>(
    (most, part) => (most && Math.abs(most.value) >= Math.abs(part.value) ? most : part),
    null
  );
}

/** All terms that any tool has an entry for, in one order. */
export function termsOf({ counts }: ToolComparison): ToolTerm[] {
  const terms = new Map<TermId, ToolTerm>();
  for (const term of counts.flatMap((count) => count.terms)) {
    if (!terms.has(term.id)) {
      terms.set(term.id, term);
    }
  }
  return [...terms.values()];
}

/** Terms whose operations are not those of the network itself. */
export function isForeign(id: TermId): boolean {
  return id === 'imageSize' || id === 'unexplained';
}

/** The first of these tools that says something of the network. */
export function countOf({ counts }: ToolComparison, ...ids: readonly ToolId[]): ToolCount | null {
  return (
    ids.map((id) => counts.find((count) => count.id === id)).find((count) => count !== undefined) ?? null
  );
}
