import type { CostReport, StageCost } from '../../analysis';
import { categories, type Chart } from '../../chart';
import { exact, percent } from '../../wording/format';
import type { Phrases } from '../../wording/words';

const HALF = 0.32;
/** Behind the longest bar there is room for its share. */
const ROOM = 1.12;

/** `2 MBConv6 3×3`. */
export function stageLabel({ name, operator, kernelSize }: StageCost): string {
  return `${name} ${operator} ${kernelSize}×${kernelSize}`;
}

/** Each stage's share of the trainable parameters, in the order of execution. */
export function parametersChart({ stages, params }: CostReport, trans: Phrases): Chart {
  const shares = stages.map((stage) => stage.params / params.trainable);
  return {
    description: trans.__('Share of parameters by stage'),
    x: {
      title: trans.__('share of parameters'),
      kind: 'linear',
      from: 0,
      to: ROOM * Math.max(...shares),
      grid: true,
      text: (share) => percent(share, 0)
    },
    y: categories(stages.map(stageLabel), 'down'),
    marks: [
      {
        kind: 'rectangles',
        meaning: 'parameters',
        opacity: 1,
        rectangles: shares.map((share, row) => ({ x0: 0, x1: share, y0: row - HALF, y1: row + HALF })),
        names: shares.map((share) => percent(share)),
        hover: stages.map((stage) => trans.__('%1: %2 parameters', stageLabel(stage), exact(stage.params)))
      }
    ]
  };
}
