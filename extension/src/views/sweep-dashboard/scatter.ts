import type { Range } from '@efficientnet-lab/kernel-helpers/chart';
import {
  candidatesOf,
  type DrawnSweep,
  isLive,
  type SweepAxes,
  sweepAxes,
  sweepChart,
  sweepClouds,
  sweepKey,
  type SweepResult
} from '@efficientnet-lab/kernel-helpers/views/sweep-dashboard';
import type { PointsMark } from '@efficientnet-lab/kernel-helpers/chart';
import type { TranslationBundle } from '@jupyterlab/translation';
import { element } from '../../dom/element';
import { Kept } from '../../frame/kept';
import type { ChartPart, Part, PartMaker } from '../../frame/parts';
import { chartKey } from '../../plot/chart-key';
import type { SweepDashboardModel } from './model';

/** Accuracy against cost, live: what is drawn is made anew only where something of it is another. */
export class Scatter {
  readonly part: ChartPart<SweepResult | null>;
  /** What shades and shapes mean. */
  readonly key: Part<SweepResult | null>;

  /** @param point - told of the candidate that pointer or keys have come to */
  constructor(
    private readonly model: SweepDashboardModel,
    make: PartMaker<SweepResult | null>,
    private readonly trans: TranslationBundle,
    point: (place: number | null) => void
  ) {
    const placeOf = (picked: { id: string; index: number } | null): number | null =>
      picked === null ? null : (this.groups().get(picked.id)?.[picked.index] ?? null);
    this.part = make.chart('jp-EnetSweep-plot', (result) => result && this.chart(result), {
      pick: (picked) => {
        const place = placeOf(picked);
        const row = place === null ? undefined : model.result?.rows[place];
        if (row) {
          model.select(row.id);
        }
      },
      point: (picked) => point(placeOf(picked))
    });
    const node = element('div', {});
    this.key = {
      node,
      render: (result) => {
        const entries = result ? sweepKey(result, model.state.brushes.length > 0, trans) : [];
        const text = JSON.stringify(entries);
        if (text !== this.shownKey) {
          this.shownKey = text;
          node.replaceChildren(chartKey(entries, trans.__('What shades and shapes mean')));
        }
      }
    };
  }

  redraw(): void {
    this.part.plot.redraw();
  }

  /** Shows a candidate as another part of the view points at it. */
  highlight(place: number | null): void {
    for (const [id, places] of place === null ? [] : this.groups()) {
      const index = places.indexOf(place as number);
      if (index >= 0) {
        this.part.plot.highlight({ id, index });
        return;
      }
    }
    this.part.plot.highlight(null);
  }

  private chart(result: SweepResult) {
    const drawn = this.drawn(result);
    const axes = this.axesOf(result);
    const clouds = this.keptClouds.of([drawn, axes], () => sweepClouds(drawn, axes, this.trans));
    return sweepChart({ ...drawn, selected: this.model.state.selected }, axes, this.trans, clouds);
  }

  private drawn(result: SweepResult): DrawnSweep {
    const { kept, state } = this.model;
    return this.keptDrawn.of([result, kept, state.cost], () => ({
      result,
      kept,
      cost: state.cost,
      places: result.rows.map(({ place }) => place),
      selected: null
    }));
  }

  private groups(): ReadonlyMap<string, readonly number[]> {
    const { outcome } = this.model;
    if (!outcome.ok || outcome.result === null) {
      return new Map();
    }
    const drawn = this.drawn(outcome.result);
    return this.keptGroups.of([drawn], () => candidatesOf(drawn));
  }

  /** While a sweep goes on the axes grow, and never shrink. */
  private axesOf(result: SweepResult): SweepAxes {
    const { cost } = this.model.state;
    const { sweep } = result;
    const axes = this.keptAxes.of([result, cost], () => sweepAxes(result, cost));
    const { last } = this;
    const goesOn = last && isLive(sweep) && last.id === sweep.id && last.cost === cost;
    const next = goesOn ? grown(last.axes, axes) : axes;
    if (!last || next !== last.axes) {
      this.last = { id: sweep.id, cost, axes: next };
    }
    return next;
  }

  private shownKey = '';
  private last: { id: string; cost: string; axes: SweepAxes } | null = null;
  private readonly keptClouds = new Kept<PointsMark[]>();
  private readonly keptDrawn = new Kept<DrawnSweep>();
  private readonly keptGroups = new Kept<Map<string, readonly number[]>>();
  private readonly keptAxes = new Kept<SweepAxes>();
}

/** The same axes where they hold the others already. */
function grown(axes: SweepAxes, others: SweepAxes): SweepAxes {
  const holds = (a: Range, b: Range): boolean => a.from <= b.from && a.to >= b.to;
  const both = (a: Range, b: Range): Range => ({ from: Math.min(a.from, b.from), to: Math.max(a.to, b.to) });
  return holds(axes.cost, others.cost) && holds(axes.accuracy, others.accuracy)
    ? axes
    : { cost: both(axes.cost, others.cost), accuracy: both(axes.accuracy, others.accuracy) };
}
