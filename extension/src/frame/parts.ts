import type { Chart } from '@efficientnet-lab/kernel-helpers/chart';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Widget } from '@lumino/widgets';
import { button } from '../controls/button';
import { switchOf } from '../controls/choices';
import { Section } from '../controls/section';
import { scrolling } from '../controls/table';
import { element, setText } from '../dom/element';
import type { ChartActions } from '../plot/chart-actions';
import { ChartPlot } from '../plot/chart-plot';
import type { PlotWidget } from '../plot/plot-widget';
import type { Outcome } from './computed';
import { Kept } from './kept';

/** One part of a view: what stands on the page, and what it does as the state changes. A frame calls it. */
export interface Part<R> {
  node?: Node;
  /** A plot that lives as long as the view, in its place whenever the view is attached. */
  plot?: PlotWidget;
  /** Shows the positions of controls; also called for states that stand for nothing. */
  update?(): void;
  /** Shows the numbers; called at most once a frame, also while a slider moves. */
  render?(result: R): void;
  /** Called when the state has rested for a moment. */
  rest?(result: R): void;
  /** Called when plots are drawn anew: colours or sizes have changed. */
  redraw?(): void;
  /** Called when the view comes into the page, and when it leaves it. */
  attach?(view: Widget): void;
  detach?(): void;
  /** Called when the view comes into sight behind another one, and when it goes out of it. */
  show?(): void;
  hide?(): void;
  /** Takes files that are dropped anywhere on the view. */
  acceptDrops?(view: HTMLElement): void;
  /** @returns true for a key that belongs to the part */
  handleKey?(event: KeyboardEvent): boolean;
  dispose?(): void;
}

/** A part that shows results and does nothing else: what wraps it has nothing else to pass on. */
export type ShownPart<R> = Required<Pick<Part<R>, 'node' | 'render'>> & {
  [Other in Exclude<keyof Part<R>, 'node' | 'render'>]?: never;
};

/** A chart among the parts. */
export interface ChartPart<R> extends Part<R> {
  plot: ChartPlot;
}

/** Axes that stay while a slider moves, and follow when it rests. */
export interface Axes<R, A> extends Part<R> {
  /** A chart on these axes. */
  chart(className: string, make: (result: R, axes: A) => Chart | null, actions?: ChartActions): ChartPart<R>;
  /** The next result gets axes of its own. */
  drop(): void;
}

/** Makes the parts that most views have. */
export class PartMaker<R> {
  constructor(
    private readonly model: { readonly outcome: Outcome<R> },
    private readonly trans: TranslationBundle,
    /** Asks for the next frame. */
    readonly requestRender: () => void,
    /** Numbers came late: they are shown, and kept with a state that the reader has changed. */
    readonly arrived: () => void
  ) {}

  /**
   * A chart in a place of a CSS class.
   * @param make - null to leave what is drawn
   * @param height - of the place, pixels, where it follows from the result
   */
  chart(
    className: string,
    make: (result: R) => Chart | null,
    actions: ChartActions = {},
    height?: (result: R) => number
  ): ChartPart<R> {
    const draw = (): Chart | null => {
      const { outcome } = this.model;
      return outcome.ok ? make(outcome.result) : null;
    };
    const plot = new ChartPlot(draw, this.trans, actions);
    const node = element('div', { class: className || null });
    const render = (result: R): void => {
      if (height) {
        node.style.height = `${height(result)}px`;
      }
      plot.follow();
    };
    return { node, plot, render };
  }

  /**
   * Axes for charts, which stand before them in the list.
   * @param moving - what becomes of them while a slider moves
   */
  axes<A>(make: (result: R) => A, moving = (axes: A, _result: R): A => axes): Axes<R, A> {
    let current: A | null = null;
    return {
      render: (result) => {
        current = current === null ? make(result) : moving(current, result);
      },
      rest: (result) => {
        current = make(result);
        this.requestRender();
      },
      chart: (className, chart, actions) =>
        this.chart(className, (result) => current && chart(result, current), actions),
      drop: () => {
        current = null;
      }
    };
  }

  /** A table that is made anew with each result, and scrolls where it is too wide. */
  table(
    make: (result: R, trans: TranslationBundle) => HTMLElement,
    className = ''
  ): ShownPart<R> & { node: HTMLElement } {
    const node = element('div', { class: className || null });
    let place: HTMLElement | undefined;
    return {
      node,
      render: (result) => {
        place = scrolling(make(result, this.trans), place);
        if (!place.parentNode) {
          node.append(place);
        }
      }
    };
  }

  /** Whatever is made anew with each result. */
  content(make: (result: R, trans: TranslationBundle) => Node, className = ''): ShownPart<R> {
    const node = element('div', { class: className || null });
    return { node, render: (result) => node.replaceChildren(make(result, this.trans)) };
  }

  /** A paragraph that speaks only as its text changes. */
  text(make: (result: R) => string, className: string, role: string | null = null): ShownPart<R> {
    const node = element('p', { class: className, role });
    return { node, render: (result) => setText(node, make(result)) };
  }

  /** A part that is shown anew only as one of some values has changed: not while a slider moves that it knows nothing of. */
  kept(basis: (result: R) => readonly unknown[], { node, render }: ShownPart<R>): ShownPart<R> {
    const kept = new Kept<void>();
    return { node, render: (result) => kept.of(basis(result), () => render(result)) };
  }

  /**
   * A part that is folded until asked for.
   * @param summary - where it follows from the result: empty where there is nothing to unfold
   */
  section(
    summary: string | ((result: R) => string),
    make: (result: R, trans: TranslationBundle) => HTMLElement,
    className = ''
  ): ShownPart<R> {
    const section = new Section(
      typeof summary === 'string' ? summary : '',
      () => {
        const { outcome } = this.model;
        return outcome.ok ? scrolling(make(outcome.result, this.trans)) : new Text();
      },
      className
    );
    return {
      node: section.node,
      render: (result) => {
        if (typeof summary !== 'string') {
          section.rename(summary(result));
        }
        section.update();
      }
    };
  }

  note(text: string): Part<R> {
    return { node: element('p', { class: 'jp-EnetControls-note' }, text) };
  }

  title(text: string): Part<R> {
    return { node: element('h3', { class: 'jp-EnetTitle' }, text) };
  }

  /** A choice that the view does not keep: what a plot shows. */
  ownChoice<T extends string>(label: string, options: Record<T, string>, first: NoInfer<T>): OwnChoice<R, T> {
    const values = Object.keys(options) as T[];
    const nodes = values.map((value) =>
      button(options[value], () => {
        choice.value = value;
        this.requestRender();
      })
    );
    const choice: OwnChoice<R, T> = {
      value: first,
      node: switchOf(label, ...nodes),
      update: () =>
        nodes.forEach((node, i) => node.setAttribute('aria-pressed', String(values[i] === choice.value)))
    };
    return choice;
  }

  /** Parts in a box of a CSS class. */
  box(className: string, ...parts: PartList<R>): Box<R> {
    return { className, parts };
  }
}

export interface OwnChoice<R, T extends string> extends Part<R> {
  value: T;
}

/** Parts that stand together. */
export interface Box<R> {
  className: string;
  parts: PartList<R>;
}

export type PartList<R> = readonly (Part<R> | Node | Box<R>)[];

/** All parts of a list, those in boxes too, and the nodes of its outermost ones. */
export function laidOut<R>(list: PartList<R>): { nodes: Node[]; parts: Part<R>[] } {
  const nodes: Node[] = [];
  const parts: Part<R>[] = [];
  for (const item of list) {
    if (item instanceof Node) {
      nodes.push(item);
    } else if ('parts' in item) {
      const inner = laidOut(item.parts);
      nodes.push(element('div', { class: item.className }, ...inner.nodes));
      parts.push(...inner.parts);
    } else {
      nodes.push(...(item.node ? [item.node] : []));
      parts.push(item);
    }
  }
  return { nodes, parts };
}
