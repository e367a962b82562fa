import {
  type Axis,
  boxMark,
  type Chart,
  type Frame,
  frameOf,
  highlightOf,
  layerSvg,
  type Mark,
  type Picked,
  type Stop,
  stopOf,
  THEME_COLOURS
} from '@efficientnet-lab/kernel-helpers/chart';
import type { TranslationBundle } from '@jupyterlab/translation';
import { element, setText } from '../dom/element';
import { CellsLayer } from './cells-layer';
import { type ChartActions, ChartPointer, type Drawn } from './chart-actions';
import { chartFigure } from './chart-figure';
import { type PlotColours, readColours } from './colours';
import { PlotWidget } from './plot-widget';
import type { Config, Figure, Layout, Plotly, PlotlyElement } from './plotly';

/** Between a place and its words, pixels. */
const TIP_GAP = 12;

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
 * by the painter of stored pictures, because Plotly would take longer than a frame for them. Marks with an id answer to
 * pointer and keys; arrow keys step through what has words.
 */
export class ChartPlot extends PlotWidget {
  /** @param makeChart - what to draw; null to leave what is drawn */
  constructor(
    private readonly makeChart: () => Chart | null,
    private readonly trans: TranslationBundle,
    private readonly actions: ChartActions = {}
  ) {
    super();
    this.node.setAttribute('role', 'figure');
    this.node.prepend(this.cells.node);
    this.node.append(this.layer, this.tip, this.words);
    this.pointer = new ChartPointer(this.node, actions, {
      drawn: () => this.shown,
      show: () => this.showPointed(),
      speak: (words) => setText(this.words, words)
    });
  }

  override dispose(): void {
    this.pointer.dispose();
    this.cells.dispose();
    super.dispose();
  }

  /** Shows a place of a mark as another view points at it; null ends that. */
  highlight(picked: Picked | null): void {
    this.highlighted = picked;
    this.showPointed();
  }

  /** Takes away the box in which points were selected: it means nothing on other axes. */
  liftBox(): void {
    this.pointer.lift();
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
    const made = chartFigure(chart, frame, colours);
    // What the reader chose of zoom and pan is kept.
    const figure = JSON.stringify({ ...made, layout: { ...made.layout, dragmode: this.dragMode } });
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
    const before = this.shown;
    this.shown = { chart, frame };
    if (this.known) {
      this.cells.show(chart, frame, this.known.colours);
    }
    this.pointer.follow(before, this.shown);
    const isStepped = chart.marks.some((mark) => 'hover' in mark || 'names' in mark);
    this.node.tabIndex = isStepped ? 0 : -1;
    this.showPointed();
  }

  /** Draws the layer, with what is pointed at. */
  private showPointed(): void {
    if (!this.shown) {
      return;
    }
    const { chart, frame } = this.shown;
    const { stop, isTold, box } = this.pointer.pointed;
    const highlighted = this.highlighted && stopOf(chart, frame, this.highlighted);
    const marks: Mark[] = [
      ...(box ? [boxMark(box)] : []),
      ...[stop, highlighted].flatMap((each) => (each ? [highlightOf(chart, each)] : []))
    ];
    const drawn = marks.length === 0 ? chart : { ...chart, marks: [...chart.marks, ...marks] };
    this.layer.innerHTML = layerSvg(drawn, frame, THEME_COLOURS).text;
    this.showTip(isTold ? stop : null, frame);
  }

  private showTip(stop: Stop | null, { width }: Frame): void {
    this.tip.hidden = stop === null;
    if (stop) {
      setText(this.tip, stop.words);
      const { x, y } = stop.at;
      this.tip.style.top = `${y}px`;
      this.tip.style.left = x < width / 2 ? `${x + TIP_GAP}px` : '';
      this.tip.style.right = x < width / 2 ? '' : `${width - x + TIP_GAP}px`;
    }
  }

  private config(plotly: Plotly): Config {
    const { trans } = this;
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
          ...(this.actions.select
            ? [
                {
                  name: 'select',
                  title: trans.__('Select points in a box'),
                  icon: plotly.Icons.selectbox,
                  click: () => {
                    this.pointer.isSelecting = !this.pointer.isSelecting;
                  }
                }
              ]
            : []),
          {
            name: 'reset',
            title: trans.__('Show all'),
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
    if ('dragmode' in event) {
      this.dragMode = event.dragmode as Layout['dragmode'];
      this.pointer.isSelecting = false;
    }
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

  private readonly cells = new CellsLayer();
  private readonly layer = element('div', { class: 'jp-EnetPlot-layer' });
  private readonly tip = element('div', { class: 'jp-EnetPlot-tip', hidden: true, 'aria-hidden': 'true' });
  /** What the arrow keys came to, for those who can't see it. */
  private readonly words = element('div', { class: 'jp-EnetPlot-words', role: 'status' });
  private readonly pointer: ChartPointer;
  private shown: Drawn | null = null;
  private highlighted: Picked | null = null;
  private dragMode: Layout['dragmode'] = 'zoom';
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
