import {
  type Axis,
  type Chart,
  type Frame,
  frameOf,
  layerSvg,
  THEME_COLOURS
} from '@efficientnet-lab/kernel-helpers/chart';
import type { TranslationBundle } from '@jupyterlab/translation';
import { element } from '../dom/element';
import { chartFigure } from './chart-figure';
import { type PlotColours, readColours } from './colours';
import { PlotWidget } from './plot-widget';
import type { Config, Figure, Plotly, PlotlyElement } from './plotly';

/** What is seen after zooming; as Plotly counts it, logarithms on log axes. */
interface Zoom {
  x?: Range;
  y?: Range;
}

type Range = readonly [number, number];

/** When a plot last drew with Plotly: two such drawings in a frame would take too long while a slider moves. */
let lastDrawn: CSSNumberish | null = null;

/**
 * Paints a chart live: Plotly draws it, with hover, zoom and pan; names and marks that follow a slider are drawn over it
 * by the painter of stored pictures, because Plotly would take longer than a frame for them.
 */
export class ChartPlot extends PlotWidget {
  /** @param makeChart - what to draw; null to leave what is drawn */
  constructor(
    private readonly makeChart: () => Chart | null,
    private readonly trans: TranslationBundle
  ) {
    super();
    this.node.setAttribute('role', 'figure');
    this.layer = element('div', { class: 'jp-EnetPlot-layer' });
    this.node.append(this.layer);
  }

  /** Draws now what follows a slider, and the rest as soon as there is time; to be called in an animation frame. */
  follow(): void {
    if (this.known) {
      this.drawChart(this.known);
    }
  }

  protected override paint(plotly: Plotly, width: number, height: number): void {
    const fontSize = parseFloat(getComputedStyle(this.node).fontSize) || 13;
    this.known = { plotly, width, height, fontSize, colours: readColours(this.node) };
    this.drawChart(this.known);
  }

  private drawChart({ plotly, width, height, fontSize, colours }: Known): void {
    const whole = this.makeChart();
    if (whole === null) {
      return;
    }
    const chart = zoomed(whole, this.zoom);
    const frame = frameOf(chart, { width, height, fontSize });
    this.describe(chart.description);
    this.showLayer(chart, frame);
    const figure = JSON.stringify(chartFigure(chart, frame, colours));
    if (figure === this.drawn) {
      return;
    }
    const now = document.timeline.currentTime;
    if (lastDrawn === now) {
      this.redraw();
      return;
    }
    lastDrawn = now;
    this.drawn = figure;
    // Plotly writes into what it is given.
    const { data, layout } = JSON.parse(figure) as Figure;
    void plotly.react(this.canvas, data, layout, this.config(plotly)).then((plot) => this.listen(plot));
  }

  private showLayer(chart: Chart, frame: Frame): void {
    this.layer.innerHTML = layerSvg(chart, frame, THEME_COLOURS).text;
  }

  private config(plotly: Plotly): Config {
    return {
      responsive: false,
      scrollZoom: false,
      doubleClick: false,
      displaylogo: false,
      displayModeBar: 'hover',
      modeBarButtons: [
        [
          'zoom2d',
          'pan2d',
          {
            name: 'reset',
            title: this.trans.__('Show all'),
            icon: plotly.Icons.home,
            click: () => this.reset()
          }
        ]
      ]
    };
  }

  /** Told once, when Plotly has made the plot of the canvas. */
  private listen(plot: PlotlyElement): void {
    if (this.isListening) {
      return;
    }
    this.isListening = true;
    plot.on('plotly_relayouting', (event) => this.onZoom(event, 'moving'));
    plot.on('plotly_relayout', (event) => this.onZoom(event, 'settled'));
    plot.on('plotly_doubleclick', () => this.reset());
  }

  private onZoom(event: object, change: 'moving' | 'settled'): void {
    const x = rangeIn(event, 'xaxis') ?? this.zoom.x;
    const y = rangeIn(event, 'yaxis') ?? this.zoom.y;
    const chart = this.makeChart();
    if (chart === null || !this.known || (x === this.zoom.x && y === this.zoom.y)) {
      return;
    }
    if (change === 'settled') {
      this.zoom = { x, y };
      this.redraw();
    } else {
      const seen = zoomed(chart, { x, y });
      this.showLayer(seen, frameOf(seen, this.known));
    }
  }

  private reset(): void {
    this.zoom = {};
    this.drawn = '';
    this.redraw();
  }

  private readonly layer: HTMLElement;
  private known: Known | null = null;
  private zoom: Zoom = {};
  private drawn = '';
  private isListening = false;
}

/** What drawing takes; measured once for many drawings. */
interface Known {
  plotly: Plotly;
  width: number;
  height: number;
  fontSize: number;
  colours: PlotColours;
}

function zoomed(chart: Chart, { x, y }: Zoom): Chart {
  return { ...chart, x: seen(chart.x, x), y: seen(chart.y, y) };
}

function seen(axis: Axis, range: Range | undefined): Axis {
  if (range === undefined) {
    return axis;
  }
  const [from, to] = axis.kind === 'log' ? range.map((exponent) => 10 ** exponent) : range;
  return { ...axis, from, to };
}

/** The range of an axis that Plotly tells of, whole or by its ends. */
function rangeIn(event: object, axis: 'xaxis' | 'yaxis'): Range | undefined {
  const told = event as Record<string, unknown>;
  const whole = told[`${axis}.range`];
  const [from, to] = Array.isArray(whole) ? whole : [told[`${axis}.range[0]`], told[`${axis}.range[1]`]];
  return typeof from === 'number' && typeof to === 'number' ? [from, to] : undefined;
}
