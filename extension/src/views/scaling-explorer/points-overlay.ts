import type { PinLetter } from '@efficientnet-lab/kernel-helpers/views';
import {
  type PixelPlace,
  type PlotArea,
  setAttributes as set,
  type SharePlace,
  svgElement,
  SvgOverlay
} from '../../plot/overlay';
import { type LabelPlace, MARGIN, type MovingLine } from './picture';

const RADIUS = 6.5;
const SQUARE = 12;
const LABEL_DISTANCE = 11;
/** About the width of a letter: measuring it would cost a layout in every frame. */
const LETTER = 8;

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
export class PointsOverlay extends SvgOverlay {
  constructor() {
    super('jp-EnetPoints', MARGIN);
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
    this.redraw();
  }

  /** Lines that take the place of the plot's own until it is drawn again; none ends that. */
  showLines(lines: readonly ShownLine[]): void {
    this.shownLines = lines;
    this.redraw();
  }

  protected override draw({ pixel, bottom, width }: PlotArea): void {
    this.lines.replaceChildren(...this.shownLines.map((line) => lineNode(line, pixel)));
    this.pins.replaceChildren(...this.pinned.map((pin) => pinNode(pin.letter, pixel(pin))));
    for (const node of [this.line, this.circle, this.label]) {
      node.style.display = this.shown ? '' : 'none';
    }
    if (this.shown) {
      const { x, y } = pixel(this.shown);
      set(this.line, { x1: x, x2: x, y1: y, y2: bottom });
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

  private readonly lines = svgElement('g');
  private readonly line = svgElement('line');
  private readonly circle = svgElement('circle');
  private readonly label = svgElement('text');
  private readonly pins = svgElement('g');
  private shown: ShownPoint | null = null;
  private pinned: readonly PinnedPoint[] = [];
  private shownLines: readonly ShownLine[] = [];
}

function pinNode(letter: PinLetter, { x, y }: PixelPlace): SVGElement {
  const group = svgElement('g');
  group.dataset.pin = letter;
  const square = svgElement('rect');
  set(square, { x: x - SQUARE / 2, y: y - SQUARE / 2, width: SQUARE, height: SQUARE });
  const label = svgElement('text');
  set(label, { x: x + LABEL_DISTANCE - 2, y: y - 7 });
  label.textContent = letter;
  group.append(square, label);
  return group;
}

function lineNode(
  { kind, stepped, places }: ShownLine,
  pixel: (place: SharePlace) => PixelPlace
): SVGElement {
  const path = svgElement('path');
  const steps = places.map((place, i) => {
    const { x, y } = pixel(place);
    const [px, py] = [x.toFixed(1), y.toFixed(1)];
    return i === 0 ? `M${px},${py}` : stepped ? `H${px}V${py}` : `L${px},${py}`;
  });
  path.classList.add(`jp-mod-${kind}`);
  path.setAttribute('d', steps.join(''));
  return path;
}
