/**
 * `holds`: exact, or to the digits that were printed; true where no number is said. `limit`: reached only as something
 * grows without end. `approximation`: about so, with `error`. `false`: not so for the networks that were published, or
 * for the count that is named.
 */
export type StatementStatus = 'holds' | 'limit' | 'approximation' | 'false';

/** One quantitative statement about costs and compound scaling, and what it is worth. */
export interface Statement {
  id: string;
  /** Heading under which textbooks make it. */
  section: string;
  /** The statement. */
  claim: string;
  /** What `claimed` and `computed` measure. */
  quantity: string;
  status: StatementStatus;
  /** What the statement says; null where it says no number. */
  claimed: number | null;
  computed: number;
  /** `computed` over `claimed` − 1; null where nothing, or zero, is claimed. */
  error: number | null;
  why: string;
}

/** A row with its relative error. */
export function statement(row: Omit<Statement, 'error'>): Statement {
  const { claimed, computed } = row;
  return { ...row, error: claimed ? computed / claimed - 1 : null };
}
