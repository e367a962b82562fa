import { publishedVariant } from '@efficientnet-lab/kernel-helpers/analysis';
import { nearest, type NumberQuantity } from '@efficientnet-lab/kernel-helpers/views';
import {
  explorerState,
  SCALING_QUANTITIES,
  type ScalingExplorerState,
  scalingResult,
  type ScalingResult
} from '@efficientnet-lab/kernel-helpers/views/scaling-explorer';
import type { Change } from '../../frame/history';
import { DerivedModel } from '../../frame/quantity-model';

type Multipliers = Pick<ScalingExplorerState, 'depth' | 'width' | 'resolution'>;

/** Positions of the controls, and the numbers that follow from them. Knows no DOM. */
export class ScalingExplorerModel extends DerivedModel<ScalingExplorerState, ScalingResult> {
  constructor(state: ScalingExplorerState, start: ScalingExplorerState = explorerState()) {
    super(scalingResult, SCALING_QUANTITIES, state, start);
  }

  /** What the sliders of the mode show: in published mode the variant's own multipliers. */
  override shown({ name, group }: NumberQuantity): number | undefined {
    const { mode } = this.state;
    const values = { ...this.state, ...this.multipliers() };
    return group === (mode === 'rule' ? 'rule' : 'manual') ? Number(values[name as 'depth']) : undefined;
  }

  /** Moves one quantity; a published network that is touched becomes a manual one that starts from it. */
  override set(name: string, value: string | number, change: Change = 'settled'): void {
    const quantity = this.quantity(name);
    if (quantity.kind === 'number') {
      const mode = quantity.group === 'rule' ? 'rule' : 'manual';
      const from = mode === this.state.mode ? {} : { ...this.multipliers(), mode };
      this.move({ ...this.state, ...from, [name]: nearest(quantity, Number(value)) }, change);
    } else {
      super.set(name, value, change);
    }
  }

  /** Puts one quantity back. */
  override resetParameter(name: string): void {
    const quantity = this.quantity(name);
    const isOfStart = quantity.kind === 'number' && quantity.group === this.start.mode;
    const value = isOfStart ? this.start[name as 'phi'] : quantity.start;
    if (value !== undefined) {
      this.set(name, value);
    }
  }

  choosePublished(variant: string): void {
    this.choose({ mode: 'published', variant: publishedVariant(variant).name });
  }

  /** Takes the multipliers of the network now shown, so that nothing jumps. */
  chooseManual(): void {
    if (this.state.mode === 'manual') {
      return;
    }
    const { outcome } = this;
    const { depth, width, resolution } = SCALING_QUANTITIES;
    this.choose({
      mode: 'manual',
      ...(outcome.ok && {
        depth: nearest(depth, outcome.result.multipliers.depth),
        width: nearest(width, outcome.result.multipliers.width),
        resolution: nearest(resolution, outcome.result.report.spec.resolution)
      })
    });
  }

  private multipliers(): Multipliers {
    const { mode, variant, depth, width, resolution } = this.state;
    if (mode !== 'published') {
      return { depth, width, resolution };
    }
    const row = publishedVariant(variant);
    return { depth: row.depthCoefficient, width: row.widthCoefficient, resolution: row.resolution };
  }
}
