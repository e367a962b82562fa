import { type Estimate } from './estimate';
import {
  claimedBy,
  computedBy,
  ruleInWords,
  type StatementRule,
  type StatementStatus,
  verdictOf
} from './statement-rule';

/** One quantitative statement about costs and compound scaling, and what it is worth. */
export interface Statement {
  id: string;
  /** Heading under which textbooks make it. */
  section: string;
  /** The statement. */
  claim: string;
  /** What `claimed` and `computed` measure. */
  quantity: string;
  /** What the rule decides on its numbers. */
  status: StatementStatus;
  /** What the statement says: a number, the bound that its words stand for, or all members of a set. */
  claimed: number;
  computed: number;
  /** Where `computed` may lie, and for what reason; null where it is exact. */
  uncertainty: { low: number; high: number; from: string } | null;
  /** `computed` over `claimed` − 1; null for a bound or where zero is claimed. */
  error: number | null;
  /** How the statement is decided, as data: `verdictOf` gives the status. */
  rule: StatementRule;
  /** The rule in a sentence. */
  decision: string;
  why: string;
}

/** What there is to say of a statement; its verdict and its numbers follow from the rule. */
export type StatementText = Pick<Statement, 'id' | 'section' | 'claim' | 'quantity' | 'rule' | 'why'>;

/** A statement with the verdict of its rule: the only way to make one. */
export function statement(text: StatementText): Statement {
  const { rule } = text;
  const claimed = claimedBy(rule);
  const computed = computedBy(rule);
  return {
    ...text,
    status: verdictOf(rule),
    claimed,
    computed: computed.value,
    uncertainty: uncertaintyOf(computed),
    error: rule.kind === 'order' || claimed === 0 ? null : computed.value / claimed - 1,
    decision: ruleInWords(rule)
  };
}

const uncertaintyOf = ({ low, high, from }: Estimate): Statement['uncertainty'] =>
  from === null ? null : { low, high, from };
