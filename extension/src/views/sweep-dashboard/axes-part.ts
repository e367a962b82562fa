import {
  axisText,
  axisTitle,
  type SweepAxis,
  type SweepResult
} from '@efficientnet-lab/kernel-helpers/views/sweep-dashboard';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { ParallelAxis } from '../../controls/parallel-axis';
import { BrushedAxes, type Part as Limit } from '../../controls/parallel-axes';
import { Section } from '../../controls/section';
import { element } from '../../dom/element';
import { Kept } from '../../frame/kept';
import type { Part } from '../../frame/parts';
import { Limits } from './limits';
import type { SweepDashboardModel } from './model';

/** Each candidate as a line over its settings, costs and accuracies, with limits that are dragged, stepped or typed. */
export class AxesPart implements Part<SweepResult | null> {
  readonly node: HTMLElement;
  readonly brushed: BrushedAxes;

  constructor(
    private readonly model: SweepDashboardModel,
    private readonly trans: TranslationBundle
  ) {
    this.brushed = new BrushedAxes(
      trans.__('Candidates on parallel axes'),
      (axis, part, change) => model.brush(axis, part, change),
      trans
    );
    this.limits = new Limits(
      (axis, part) => model.brush(axis, part),
      (axis) => (model.state.sweep ? axisTitle(axis, model.state.sweep, trans) : axis.key),
      () => model.clearBrushes(),
      trans
    );
    this.node = element(
      'div',
      {},
      this.brushed.node,
      new Section(trans.__('Limits as numbers'), () => this.limits.node).node
    );
  }

  render(result: SweepResult | null): void {
    if (result === null) {
      return;
    }
    const { kept, state } = this.model;
    const axes = this.keptAxes.of([result], () => shownAxes(result));
    const parallel = this.keptParallel.of([axes], () => axes.map((axis) => this.parallel(axis, result)));
    const brushes = new Map<string, Limit>(state.brushes.map(({ axis, from, to }) => [axis, { from, to }]));
    const [best] = result.ranked;
    const selected = this.model.selectedRow;
    const strong = [
      ...(best ? [{ line: best.place, meaning: 'accent' as const }] : []),
      ...(selected ? [{ line: selected.place, meaning: 'text' as const, dash: [6, 4] }] : [])
    ];
    this.brushed.show({ axes: parallel, meaning: 'measured', chosen: kept, strong }, brushes);
    this.limits.show(axes, brushes);
  }

  redraw(): void {
    this.brushed.draw();
  }

  handleKey(event: KeyboardEvent): boolean {
    return this.brushed.handleKey(event);
  }

  dispose(): void {
    this.brushed.dispose();
  }

  private parallel(axis: SweepAxis, { sweep }: SweepResult): ParallelAxis {
    return {
      key: axis.key,
      name: axisTitle(axis, sweep, this.trans),
      from: axis.from,
      to: axis.to,
      scale: axis.scale,
      values: axis.values,
      isWhole: axis.words !== null,
      // Its ends would be numbers that nobody measured.
      text: axis.values.every(Number.isNaN)
        ? () => this.trans.__('none yet')
        : (value) => axisText(axis, value)
    };
  }

  private readonly limits: Limits;
  private readonly keptAxes = new Kept<readonly SweepAxis[]>();
  private readonly keptParallel = new Kept<readonly ParallelAxis[]>();
}

/** A setting that is the same for all tells nothing. */
function shownAxes({ axes }: SweepResult): readonly SweepAxis[] {
  const varying = axes.filter(
    ({ kind, values }) => kind !== 'setting' || values.some((value) => value !== values[0])
  );
  return varying.length > 1 ? varying : axes;
}
