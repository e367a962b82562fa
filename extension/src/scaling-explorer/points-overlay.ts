import type { PinLetter } from '@efficientnet-lab/kernel-helpers/contract';
import type { PlotOverlay } from '../plot/host';
import { type LabelPlace, MARGIN, type MovingLine } from './picture';

const SVG = 'http://www.w3.org/2000/svg';
const RADIUS = 6.5;
const SQUARE = 12;
const LABEL_DISTANCE = 11;
/** About the width of a letter: measuring it would cost a layout in every frame. */
const LETTER = 8;

/** A place on the plot in shares of its axes, from the left and from below. */
export interface SharePlace {
  x: number;
  y: number;
}
export interface ShownPoint extends SharePlace {
  label: string;
  labelPlace: LabelPlace;
}
export interface PinnedPoint extends SharePlace {
  letter: PinLetter;
}
export interface ShownLine {
  kind: MovingLine['kind'];
  stepped: boolean;
  places: SharePlace[];
}

/**
 * The shown network in the picture, and the pinned ones. They lie over the plot because the first moves at every frame
 * of a drag and the others answer to the pointer in other views, and drawing the whole plot takes longer than a frame.
 */
export class PointsOverlay implements PlotOverlay {
  readonly node: SVGSVGElement;

  constructor() {
    this.node = document.createElementNS(SVG, 'svg');
    this.node.classList.add('jp-EnetPoints');
    this.node.setAttribute('aria-hidden', 'true');
    this.circle.setAttribute('r', String(RADIUS));
    this.node.append(this.lines, this.line, this.pins, this.circle, this.label);
  }

  /**
   * What to show next; drawn at once when the size of the plot is known.
   * @param shown - null for a network without a place in this picture
   */
  show(shown: ShownPoint | null, pinned: readonly PinnedPoint[]): void {
    this.shown = shown;
    this.pinned = pinned;
    this.draw();
  }

  /** Lines that take the place of the plot's own until it is drawn again; none ends that. */
  showLines(lines: readonly ShownLine[]): void {
    this.shownLines = lines;
    this.draw();
  }

  place(width: number, height: number): void {
    this.size = { width, height };
    this.draw();
  }

  private draw(): void {
    if (!this.size) {
      return;
    }
    const { width, height } = this.size;
    const inner = { width: width - MARGIN.l - MARGIN.r, height: height - MARGIN.t - MARGIN.b };
    const pixel = (place: SharePlace) => ({
      x: MARGIN.l + place.x * inner.width,
      y: MARGIN.t + (1 - place.y) * inner.height
    });
    this.lines.replaceChildren(...this.shownLines.map((line) => lineNode(line, pixel)));
    this.pins.replaceChildren(...this.pinned.map((pin) => pinNode(pin.letter, pixel(pin))));
    for (const node of [this.line, this.circle, this.label]) {
      node.style.display = this.shown ? '' : 'none';
    }
    if (this.shown) {
      const { x, y } = pixel(this.shown);
      set(this.line, { x1: x, x2: x, y1: y, y2: MARGIN.t + inner.height });
      set(this.circle, { cx: x, cy: y });
      this.drawLabel(this.shown, x, y, width);
    }
  }

  private drawLabel(
    { label, labelPlace: { right, below } }: ShownPoint,
    x: number,
    y: number,
    width: number
  ): void {
    const length = LABEL_DISTANCE + LETTER * label.length;
    const fits = { right: x + length <= width, left: x >= length };
    const toRight = right ? fits.right || !fits.left : !fits.left && fits.right;
    const start = x + (toRight ? LABEL_DISTANCE : -LABEL_DISTANCE);
    set(this.label, {
      // Where neither side has room, the label ends with the plot.
      x: toRight && !fits.right ? width - LABEL_DISTANCE : start,
      y: y + (below ? 18 : -10),
      'text-anchor': toRight && fits.right ? 'start' : 'end'
    });
    this.label.textContent = label;
  }

  private readonly lines = document.createElementNS(SVG, 'g');
  private readonly line = document.createElementNS(SVG, 'line');
  private readonly circle = document.createElementNS(SVG, 'circle');
  private readonly label = document.createElementNS(SVG, 'text');
  private readonly pins = document.createElementNS(SVG, 'g');
  private shown: ShownPoint | null = null;
  private pinned: readonly PinnedPoint[] = [];
  private shownLines: readonly ShownLine[] = [];
  private size: { width: number; height: number } | null = null;
}

function pinNode(letter: PinLetter, { x, y }: SharePlace): SVGElement {
  const group = document.createElementNS(SVG, 'g');
  group.dataset.pin = letter;
  const square = document.createElementNS(SVG, 'rect');
  set(square, { x: x - SQUARE / 2, y: y - SQUARE / 2, width: SQUARE, height: SQUARE });
  const label = document.createElementNS(SVG, 'text');
  set(label, { x: x + LABEL_DISTANCE - 2, y: y - 7 });
  label.textContent = letter;
  group.append(square, label);
  return group;
}

function lineNode(
  { kind, stepped, places }: ShownLine,
  pixel: (place: SharePlace) => SharePlace
): SVGElement {
  const path = document.createElementNS(SVG, 'path');
  const steps = places.map((place, i) => {
    const { x, y } = pixel(place);
    const [px, py] = [x.toFixed(1), y.toFixed(1)];
    return i === 0 ? `M${px},${py}` : stepped ? `H${px}V${py}` : `L${px},${py}`;
  });
  path.classList.add(`jp-mod-${kind}`);
  path.setAttribute('d', steps.join(''));
  return path;
}

function set(node: Element, attributes: Record<string, string | number>): void {
  for (const [name, value] of Object.entries(attributes)) {
    node.setAttribute(name, typeof value === 'number' ? value.toFixed(1) : value);
  }
}
