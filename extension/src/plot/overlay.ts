import type { PlotOverlay } from './host';

const SVG = 'http://www.w3.org/2000/svg';

/** A place on a plot in shares of its axes, from the left and from below. */
export interface SharePlace {
  x: number;
  y: number;
}

/** The same in pixels, from the left and from above. */
export interface PixelPlace {
  x: number;
  y: number;
}

/** Pixels around the axes. */
export interface Margin {
  readonly l: number;
  readonly r: number;
  readonly t: number;
  readonly b: number;
}

/** The axes' rectangle at the plot's present size, pixels. */
export interface PlotArea {
  width: number;
  left: number;
  right: number;
  bottom: number;
  pixel(place: SharePlace): PixelPlace;
}

/** Marks over a plot, in SVG: they move at every frame of a drag, which is faster than the plot itself is drawn. */
export abstract class SvgOverlay implements PlotOverlay {
  readonly node = svgElement('svg');

  constructor(
    className: string,
    private readonly margin: Margin
  ) {
    this.node.classList.add(className);
    this.node.setAttribute('aria-hidden', 'true');
  }

  place(width: number, height: number): void {
    this.size = { width, height };
    this.redraw();
  }

  /** Draws what there is, if the size of the plot is known. */
  protected redraw(): void {
    if (!this.size) {
      return;
    }
    const { width, height } = this.size;
    const { l, r, t, b } = this.margin;
    const inner = { width: width - l - r, height: height - t - b };
    this.draw({
      width,
      left: l,
      right: width - r,
      bottom: height - b,
      pixel: ({ x, y }) => ({ x: l + x * inner.width, y: t + (1 - y) * inner.height })
    });
  }

  protected abstract draw(area: PlotArea): void;

  private size: { width: number; height: number } | null = null;
}

export function svgElement<K extends keyof SVGElementTagNameMap>(tag: K): SVGElementTagNameMap[K] {
  return document.createElementNS(SVG, tag);
}

/** Sets attributes; numbers with a tenth of a pixel. */
export function setAttributes(node: Element, attributes: Record<string, string | number>): void {
  for (const [name, value] of Object.entries(attributes)) {
    node.setAttribute(name, typeof value === 'number' ? value.toFixed(1) : value);
  }
}
