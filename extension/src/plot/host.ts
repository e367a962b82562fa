import type { Message } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';
import { element } from '../dom/element';
import { type Figure, loadPlotly, type Plotly } from './plotly';

const CONFIG = { displayModeBar: false, responsive: false, scrollZoom: false, doubleClick: false } as const;

/** Something drawn over the plot without Plotly, because it moves faster than Plotly draws. */
export interface PlotOverlay {
  readonly node: Element;
  /** Called when the size of the plot, in pixels, is known or has changed. */
  place(width: number, height: number): void;
}

/** A plot of fixed height that survives being detached, hidden and of zero width, and draws once a frame at most. */
export class PlotHost extends Widget {
  /** @param describe - the plot in words, for those who can't see it. */
  constructor(
    private readonly makeFigure: (node: HTMLElement) => Figure,
    describe: string,
    private readonly overlay: PlotOverlay | null = null
  ) {
    super();
    this.addClass('jp-EnetPlot');
    this.node.setAttribute('role', 'img');
    this.node.setAttribute('aria-label', describe);
    this.canvas = element('div', { class: 'jp-EnetPlot-canvas' });
    this.node.append(this.canvas, ...(overlay ? [overlay.node] : []));
    this.observer = new ResizeObserver(() => this.redraw());
  }

  /** Says in other words what is drawn. */
  describe(words: string): void {
    this.node.setAttribute('aria-label', words);
  }

  /** Draws in the next frame; calls within one frame become one. */
  redraw(): void {
    if (this.frame === 0 && this.isAttached) {
      this.frame = requestAnimationFrame(() => {
        this.frame = 0;
        this.draw();
      });
    }
  }

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this.observer.disconnect();
    cancelAnimationFrame(this.frame);
    this.plotly?.purge(this.canvas);
    super.dispose();
  }

  protected override onAfterAttach(message: Message): void {
    super.onAfterAttach(message);
    this.observer.observe(this.node);
    this.redraw();
    if (!this.plotly) {
      this.load();
    }
  }

  protected override onBeforeDetach(message: Message): void {
    this.observer.disconnect();
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    super.onBeforeDetach(message);
  }

  private load(): void {
    loadPlotly().then(
      (plotly) => {
        this.plotly = plotly;
        this.redraw();
      },
      (error: unknown) => {
        this.canvas.textContent = `The plot can't be drawn: ${String(error)}. Reload the page to try again.`;
      }
    );
  }

  private draw(): void {
    const { clientWidth: width, clientHeight: height } = this.node;
    if (!this.plotly || this.isDisposed || width === 0 || height === 0) {
      return;
    }
    this.overlay?.place(width, height);
    // Plotly writes into what it is given; the figure is made anew each time, so nothing leaks into a notebook.
    const { data, layout } = this.makeFigure(this.node);
    void this.plotly.react(this.canvas, data, { ...layout, width, height, autosize: false }, CONFIG);
  }

  private readonly canvas: HTMLElement;
  private readonly observer: ResizeObserver;
  private plotly: Plotly | null = null;
  private frame = 0;
}
