import {
  type ConstraintName,
  largestPhi,
  type LargestPhi,
  type LargestPhiRequest,
  NoSolutionError,
  SpecError
} from '@efficientnet-lab/kernel-helpers/analysis';
import type { Coefficients } from '@efficientnet-lab/kernel-helpers/views/scaling-explorer';
import type { TranslationBundle } from '@jupyterlab/translation';
import { setting, si } from '@efficientnet-lab/kernel-helpers/wording';
import { quantityOf, TRAINING_BATCH } from './quantities';

/** A limit that the largest φ may be asked for. */
export interface Budget {
  quantity: ConstraintName;
  /** In the unit of the quantity's row. */
  amount: number;
}

export interface BudgetUnit {
  quantity: ConstraintName;
  label: string;
  factor: number;
}

/** What limits can be given in. */
export function budgetUnits(trans: TranslationBundle): BudgetUnit[] {
  return [
    { quantity: 'macs', label: trans.__('G MACs'), factor: 1e9 },
    { quantity: 'params', label: trans.__('M parameters'), factor: 1e6 },
    { quantity: 'training', label: trans.__('GB training memory, batch %1', TRAINING_BATCH), factor: 1e9 },
    { quantity: 'inference', label: trans.__('MB inference memory'), factor: 1e6 }
  ];
}

/** The answer in words, with the φ to go to when there is one. */
export interface BudgetAnswer {
  phi: number | null;
  text: string;
}

/** The largest φ within a limit, exactly, and what stops it. */
export function answerBudget(
  { quantity, amount }: Budget,
  { alpha, beta, gamma }: Coefficients,
  trans: TranslationBundle
): BudgetAnswer {
  const unit = budgetUnits(trans).find((row) => row.quantity === quantity);
  const limit = amount * (unit?.factor ?? 1);
  try {
    const found = largestPhi({ alpha, beta, gamma, ...limitOf(quantity, limit) });
    const phi = shortestWithin(found.from, found.phi);
    return { phi, text: foundText(found, phi, quantity, trans) };
  } catch (error) {
    if (error instanceof NoSolutionError) {
      return {
        phi: null,
        text: trans.__(
          'No φ stays within %1: the smallest network, at φ = %2, takes %3.',
          showAmount(quantity, limit, trans),
          setting(error.phi, 2),
          showAmount(quantity, error.nearest, trans)
        )
      };
    }
    if (error instanceof SpecError) {
      return { phi: null, text: error.message };
    }
    throw error;
  }
}

function limitOf(quantity: ConstraintName, limit: number): LargestPhiRequest {
  switch (quantity) {
    case 'macs':
      return { macs: limit };
    case 'params':
      return { params: limit };
    case 'training':
      return { training: { bytes: limit, batchSize: TRAINING_BATCH } };
    case 'inference':
      return { inferenceBytes: limit };
  }
}

function foundText(
  { from, phi: to, report, binding, reason, next }: LargestPhi,
  phi: number,
  quantity: ConstraintName,
  trans: TranslationBundle
): string {
  const { value } = quantityOf(quantity, trans);
  const used = showAmount(quantity, value(report), trans);
  const interval = trans.__(
    'φ = %1 takes %2. Every φ from %3 to %4 builds this network',
    setting(phi),
    used,
    setting(from),
    setting(to)
  );
  return next === null || binding === 'range'
    ? `${interval}; ${reason}`
    : trans.__('%1; the next one takes %2.', interval, showAmount(quantity, value(next.report), trans));
}

function showAmount(quantity: ConstraintName, value: number, trans: TranslationBundle): string {
  switch (quantity) {
    case 'macs':
      return `${si(value)} ${trans.__('MACs')}`;
    case 'params':
      return `${si(value)} ${trans.__('parameters')}`;
    default:
      return `${si(value)}B`;
  }
}

/** The number with the fewest decimals within an interval, as near to its upper end as they allow. */
export function shortestWithin(from: number, to: number): number {
  for (let decimals = 2; decimals <= 15; decimals++) {
    const candidate = Math.floor(to * 10 ** decimals) / 10 ** decimals;
    if (candidate >= from) {
      return Number(candidate.toFixed(decimals));
    }
  }
  return to;
}
