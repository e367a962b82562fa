import { COLUMN_MEANINGS } from '../column-meanings';
import { checkedPoints } from '../fronts/pareto';
import type { RecordPoints } from '../records';
import { type ColumnOf, type Table, tableOf } from '../table';

/** One network of a series, and what it gains over its cheaper neighbour. */
export interface EfficiencyStep {
  /** Place among the points. */
  point: number;
  cost: number;
  accuracy: number;
  /** Accuracy per unit of cost. */
  perCost: number;
  /** From the next cheaper point; null for the first. */
  step: {
    /** Per cent. */
    gain: number;
    cost: number;
    /** Per cent for each unit of cost: gain/cost; null if both cost the same. */
    marginal: number | null;
    /** Per cent for each doubling of the cost; null if both cost the same. */
    perDoubling: number | null;
  } | null;
}

/**
 * Accuracy per cost and the marginal gains between neighbours, by rising cost (of equal cost by rising accuracy). The
 * points should be one series, for example a family: between unrelated networks a marginal gain says nothing.
 * @throws SpecError for lists of different lengths, costs that aren't finite and ≥ 0, accuracies outside 0 to 100.
 */
export function efficiencySteps(points: Pick<RecordPoints, 'costs' | 'accuracies'>): EfficiencyStep[] {
  const { costs, accuracies } = checkedPoints(points);
  const order = Array.from(costs, (_, i) => i);
  order.sort((a, b) => costs[a] - costs[b] || accuracies[a] - accuracies[b]);
  return order.map((point, place) => {
    const cost = costs[point];
    const accuracy = accuracies[point];
    return {
      point,
      cost,
      accuracy,
      perCost: accuracy / cost,
      step:
        place === 0
          ? null
          : stepBetween(costs[order[place - 1]], accuracies[order[place - 1]], cost, accuracy)
    };
  });
}

function stepBetween(
  fromCost: number,
  fromAccuracy: number,
  toCost: number,
  toAccuracy: number
): EfficiencyStep['step'] {
  const gain = toAccuracy - fromAccuracy;
  const cost = toCost - fromCost;
  return {
    gain,
    cost,
    marginal: cost === 0 ? null : gain / cost,
    perDoubling: cost === 0 ? null : gain / Math.log2(toCost / fromCost)
  };
}

/** Accuracy per cost and marginal gains as a table. */
export function efficiencyTable(points: RecordPoints): Table {
  const { measure, records } = points;
  const columns: ColumnOf<EfficiencyStep>[] = [
    {
      key: 'name',
      name: 'Network',
      kind: 'text',
      meaning: COLUMN_MEANINGS.network,
      value: ({ point }) => records[point].name
    },
    {
      key: 'cost',
      name: measure.name,
      unit: measure.unit,
      kind: 'number',
      meaning: COLUMN_MEANINGS.recordCost,
      value: ({ cost }) => cost
    },
    {
      key: 'accuracy',
      name: 'Top-1',
      unit: '%',
      kind: 'number',
      meaning: COLUMN_MEANINGS.top1,
      value: ({ accuracy }) => accuracy
    },
    {
      key: 'perCost',
      name: 'Top-1 per cost',
      unit: `% per ${measure.unit}`,
      kind: 'number',
      meaning: COLUMN_MEANINGS.accuracyPerCost,
      value: ({ perCost }) => perCost
    },
    {
      key: 'gain',
      name: 'Gain',
      unit: '%',
      kind: 'number',
      meaning: COLUMN_MEANINGS.accuracyGain,
      value: ({ step }) => step?.gain ?? null
    },
    {
      key: 'marginal',
      name: 'Marginal gain',
      unit: `% per ${measure.unit}`,
      kind: 'number',
      meaning: COLUMN_MEANINGS.marginalGain,
      value: ({ step }) => step?.marginal ?? null
    },
    {
      key: 'perDoubling',
      name: 'Gain per doubling',
      unit: '%',
      kind: 'number',
      meaning: COLUMN_MEANINGS.gainPerDoubling,
      value: ({ step }) => step?.perDoubling ?? null
    }
  ];
  return tableOf(`Efficiency in ${measure.name}`, columns, efficiencySteps(points));
}
