import { type Figure, type Plotly } from './plotly';
import { PlotWidget } from './plot-widget';

const CONFIG = { displayModeBar: false, responsive: false, scrollZoom: false, doubleClick: false } as const;

/** Something drawn over the plot without Plotly, because it moves faster than Plotly draws. */
export interface PlotOverlay {
  readonly node: Element;
  /** Called when the size of the plot, in pixels, is known or has changed. */
  place(width: number, height: number): void;
}

/** A plot of a figure made for Plotly, for views whose picture is no chart yet. */
export class PlotHost extends PlotWidget {
  /** @param describe - the plot in words, for those who can't see it. */
  constructor(
    private readonly makeFigure: (node: HTMLElement) => Figure,
    describe: string,
    private readonly overlay: PlotOverlay | null = null
  ) {
    super();
    this.node.setAttribute('role', 'img');
    this.describe(describe);
    this.node.append(...(overlay ? [overlay.node] : []));
  }

  protected override paint(plotly: Plotly, width: number, height: number): void {
    this.overlay?.place(width, height);
    // Plotly writes into what it is given; the figure is made anew each time, so nothing leaks into a notebook.
    const { data, layout } = this.makeFigure(this.node);
    void plotly.react(this.canvas, data, { ...layout, width, height, autosize: false }, CONFIG);
  }
}
