import type { GateVerdict } from '@efficientnet-lab/kernel-helpers/analysis';
import type { GatesResult } from '@efficientnet-lab/kernel-helpers/views/gates';
import type { TranslationBundle } from '@jupyterlab/translation';
import { element } from '../../dom/element';
import { type PlotColours, readColours } from '../../plot/colours';
import { channelWords, verdictName } from './wording';

const MAP_HEIGHT = 170;
const GAP = 14;
const PROFILE_HEIGHT = 170;
const HEIGHT = MAP_HEIGHT + GAP + PROFILE_HEIGHT;
/** Room for the scale at the left, pixels. */
const LEFT = 34;
/** Rows of inputs that are drawn; more have no pixel of their own. */
const MOST_ROWS = MAP_HEIGHT;
const PAGE = 10;
const VERDICTS: readonly GateVerdict[] = ['alwaysLow', 'sometimesLow', 'neverLow'];

interface Content {
  result: GatesResult;
  order: readonly number[];
  names: readonly string[] | null;
  threshold: number;
}

/** Gates of all inputs by channel, and below them each channel's mean and spread with the threshold; on a canvas. */
export class HeatMap {
  readonly node: HTMLElement;

  constructor(
    private readonly trans: TranslationBundle,
    private readonly choose: (channel: number) => void
  ) {
    this.cursor = element('div', {
      class: 'jp-EnetGates-cursor',
      role: 'slider',
      tabindex: 0,
      'aria-label': trans.__('Channel'),
      'aria-valuemin': 1
    });
    this.node = element(
      'div',
      { class: 'jp-EnetGates-map', role: 'group', 'aria-label': trans.__('Gates by channel and input') },
      this.canvas,
      this.cursor,
      this.makeLegend()
    );
    this.canvas.addEventListener('pointermove', (event) => this.point(event));
    this.canvas.addEventListener('pointerdown', (event) => this.point(event));
    this.observer = new ResizeObserver(() => this.draw());
    this.observer.observe(this.node);
  }

  /** The channel that is looked at. */
  get channel(): number | null {
    return this.content?.order[this.place] ?? null;
  }

  show(content: Content): void {
    const looked = this.channel;
    const same =
      this.content?.result.matrix === content.result.matrix &&
      this.content.order.join() === content.order.join();
    this.content = content;
    if (!same) {
      this.image = null;
      const place = looked === null ? 0 : content.order.indexOf(looked);
      this.place = Math.max(0, place);
    }
    this.draw();
  }

  /** Draws again in the theme's colours. */
  recolour(): void {
    this.image = null;
    this.draw();
  }

  /** A key pressed on the cursor; true when it was one of its own. */
  handleKey(event: KeyboardEvent): boolean {
    if (event.target !== this.cursor || !this.content || event.ctrlKey || event.metaKey || event.altKey) {
      return false;
    }
    const steps: Record<string, number> = {
      ArrowRight: 1,
      ArrowUp: 1,
      ArrowLeft: -1,
      ArrowDown: -1,
      PageUp: PAGE,
      PageDown: -PAGE,
      Home: -Infinity,
      End: Infinity
    };
    const step = steps[event.key];
    if (step === undefined) {
      return event.key.length === 1;
    }
    event.preventDefault();
    this.lookAt(this.place + step);
    return true;
  }

  dispose(): void {
    this.observer.disconnect();
  }

  private point(event: PointerEvent): void {
    if (this.content) {
      const { left, width } = this.canvas.getBoundingClientRect();
      const share = (event.clientX - left - LEFT) / (width - LEFT);
      this.lookAt(Math.floor(share * this.content.order.length));
    }
  }

  private lookAt(place: number): void {
    const last = (this.content?.order.length ?? 1) - 1;
    this.place = Math.min(last, Math.max(0, place));
    this.showCursor();
    const { channel } = this;
    if (channel !== null) {
      this.choose(channel);
    }
  }

  private showCursor(): void {
    const { content, channel, cursor } = this;
    if (!content || channel === null) {
      return;
    }
    const count = content.order.length;
    const width = this.node.clientWidth - LEFT;
    cursor.style.left = `${LEFT + (width * this.place) / count}px`;
    cursor.style.width = `${Math.max(3, width / count)}px`;
    cursor.setAttribute('aria-valuemax', String(count));
    cursor.setAttribute('aria-valuenow', String(this.place + 1));
    cursor.setAttribute('aria-valuetext', channelWords(content.result, channel, content.names, this.trans));
  }

  private draw(): void {
    const width = this.node.clientWidth;
    const context = this.canvas.getContext('2d');
    if (!this.content || !context || width === 0) {
      return;
    }
    const scale = window.devicePixelRatio || 1;
    this.canvas.width = width * scale;
    this.canvas.height = HEIGHT * scale;
    context.scale(scale, scale);
    const colours = readColours(this.node);
    this.image ??= imageOf(this.content, colours);
    context.imageSmoothingEnabled = this.image.width > (width - LEFT) * scale;
    context.drawImage(this.image, LEFT, 0, width - LEFT, MAP_HEIGHT);
    this.drawProfile(context, width, colours);
    this.drawScales(context, colours);
    this.showCursor();
  }

  private drawProfile(context: CanvasRenderingContext2D, width: number, colours: PlotColours): void {
    if (!this.content) {
      return;
    }
    const { result, order, threshold } = this.content;
    const y = (gate: number): number => MAP_HEIGHT + GAP + PROFILE_HEIGHT * (1 - gate);
    const slot = (width - LEFT) / order.length;
    context.strokeStyle = colours.grid;
    context.lineWidth = 1;
    for (const gate of [0, 0.5, 1]) {
      line(context, LEFT, y(gate), width, y(gate));
    }
    const hues = huesOf(colours);
    order.forEach((channel, place) => {
      const { mean, quantiles } = result.analysis.channels[channel];
      const { verdict } = result.shares[channel];
      const x = LEFT + slot * (place + 0.5);
      context.strokeStyle = hues[verdict];
      context.fillStyle = hues[verdict];
      context.lineWidth = Math.max(0.5, Math.min(2, slot / 3));
      line(context, x, y(quantiles.q05), x, y(quantiles.q95));
      mark(context, verdict, x, y(mean), Math.max(1, Math.min(4, slot / 2)));
    });
    context.strokeStyle = colours.accent;
    context.lineWidth = 2;
    context.setLineDash([8, 5]);
    line(context, LEFT, y(threshold), width, y(threshold));
    context.setLineDash([]);
  }

  private drawScales(context: CanvasRenderingContext2D, colours: PlotColours): void {
    context.fillStyle = colours.textFaint;
    context.font = `11px ${colours.font}`;
    context.textAlign = 'right';
    context.textBaseline = 'middle';
    for (const gate of [0, 0.5, 1]) {
      const y = MAP_HEIGHT + GAP + PROFILE_HEIGHT * (1 - gate);
      context.fillText(String(gate), LEFT - 5, Math.min(HEIGHT - 6, Math.max(MAP_HEIGHT + GAP + 6, y)));
    }
    context.save();
    context.translate(12, MAP_HEIGHT / 2);
    context.rotate(-Math.PI / 2);
    context.textAlign = 'center';
    context.fillText(this.trans.__('inputs'), 0, 0);
    context.restore();
  }

  private makeLegend(): HTMLElement {
    const { trans } = this;
    return element(
      'p',
      { class: 'jp-EnetGates-legend' },
      element('span', { class: 'jp-EnetGates-ramp', 'aria-hidden': 'true' }),
      trans.__('gate from 0 to 1; below: mean and 5 to 95 % of each channel'),
      ...VERDICTS.flatMap((verdict) => [
        ' · ',
        element(
          'span',
          { class: `jp-EnetGates-verdict jp-mod-${verdict}`, 'aria-hidden': 'true' },
          SIGNS[verdict]
        ),
        ` ${verdictName(verdict, trans)}`
      ]),
      ' · ',
      trans.__('dashed: τ')
    );
  }

  private readonly canvas = element('canvas', { class: 'jp-EnetGates-canvas', 'aria-hidden': 'true' });
  private readonly cursor: HTMLElement;
  private readonly observer: ResizeObserver;
  private content: Content | null = null;
  private image: HTMLCanvasElement | null = null;
  private place = 0;
}

/** Shapes repeat what the hues say. */
const SIGNS: Readonly<Record<GateVerdict, string>> = { alwaysLow: '■', sometimesLow: '◆', neverLow: '●' };

function huesOf(colours: PlotColours): Record<GateVerdict, string> {
  return { alwaysLow: colours.compound, sometimesLow: colours.depth, neverLow: colours.rule };
}

function line(context: CanvasRenderingContext2D, x0: number, y0: number, x1: number, y1: number): void {
  context.beginPath();
  context.moveTo(x0, y0);
  context.lineTo(x1, y1);
  context.stroke();
}

function mark(
  context: CanvasRenderingContext2D,
  verdict: GateVerdict,
  x: number,
  y: number,
  radius: number
): void {
  context.beginPath();
  if (verdict === 'alwaysLow') {
    context.rect(x - radius, y - radius, 2 * radius, 2 * radius);
  } else if (verdict === 'sometimesLow') {
    context.moveTo(x, y - radius * 1.3);
    context.lineTo(x + radius * 1.3, y);
    context.lineTo(x, y + radius * 1.3);
    context.lineTo(x - radius * 1.3, y);
  } else {
    context.arc(x, y, radius, 0, 2 * Math.PI);
  }
  context.fill();
}

/** One pixel for each channel and drawn input, pale (0) to dark (1) on a light page, dark to pale on a dark one. */
function imageOf({ result, order }: Content, colours: PlotColours): HTMLCanvasElement {
  const { inputs, columns } = result.matrix;
  const rows = Math.min(inputs, MOST_ROWS);
  const image = document.createElement('canvas');
  image.width = order.length;
  image.height = rows;
  const context = image.getContext('2d');
  if (context) {
    const ramp = rampOf(context, colours);
    const pixels = context.createImageData(order.length, rows);
    for (let row = 0; row < rows; row++) {
      const input = Math.floor((row * inputs) / rows);
      order.forEach((channel, place) => {
        const level = Math.round(columns[channel][input] * (LEVELS - 1));
        pixels.data.set(ramp.subarray(4 * level, 4 * level + 4), 4 * (row * order.length + place));
      });
    }
    context.putImageData(pixels, 0, 0);
  }
  return image;
}

const LEVELS = 256;

/** Red, green, blue and opacity of each level. */
function rampOf(
  context: CanvasRenderingContext2D,
  { grid, groupNorm, text }: PlotColours
): Uint8ClampedArray {
  const ramp = document.createElement('canvas');
  ramp.width = LEVELS;
  ramp.height = 1;
  const own = ramp.getContext('2d') ?? context;
  const gradient = own.createLinearGradient(0, 0, LEVELS, 0);
  gradient.addColorStop(0, grid);
  gradient.addColorStop(0.6, groupNorm);
  gradient.addColorStop(1, text);
  own.fillStyle = gradient;
  own.fillRect(0, 0, LEVELS, 1);
  return own.getImageData(0, 0, LEVELS, 1).data;
}
