import type { Message } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';
import { element } from '../dom/element';
import { loadPlotly, type Plotly } from './plotly';

/** The life of a plot of fixed height: it survives being detached, hidden and of zero width, and draws once a frame at most. */
export abstract class PlotWidget extends Widget {
  constructor() {
    super();
    this.addClass('jp-EnetPlot');
    this.canvas = element('div', { class: 'jp-EnetPlot-canvas' });
    this.node.append(this.canvas);
    this.observer = new ResizeObserver(() => this.redraw());
  }

  /** Says in words what is drawn, for those who can't see it. */
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

  /** Draws at a size that is known, pixels. */
  protected abstract paint(plotly: Plotly, width: number, height: number): void;

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
    if (this.plotly && !this.isDisposed && width > 0 && height > 0) {
      this.paint(this.plotly, width, height);
    }
  }

  protected readonly canvas: HTMLElement;
  private readonly observer: ResizeObserver;
  private plotly: Plotly | null = null;
  private frame = 0;
}
