import {
  each,
  type Frame,
  type Palette,
  type PointsMark,
  RADIUS
} from '@efficientnet-lab/kernel-helpers/chart';
import { element } from '../dom/element';

/** What drawing needs of a canvas. */
export type PointsContext = Pick<
  CanvasRenderingContext2D,
  | 'arc'
  | 'beginPath'
  | 'closePath'
  | 'drawImage'
  | 'fill'
  | 'fillStyle'
  | 'globalAlpha'
  | 'lineTo'
  | 'lineWidth'
  | 'moveTo'
  | 'stroke'
  | 'strokeStyle'
>;

/** Pixels. */
const OUTLINE = 1.25;

/**
 * Draws points of a mark one by one: circles, unless it is a triangle or a ×. Where all look the same, one is drawn and
 * stamped, to whole pixels of the screen, in half the time.
 */
export function pointPainter(
  mark: PointsMark,
  frame: Frame,
  palette: Palette,
  scale: number
): (context: PointsContext, point: number) => void {
  const { places, opacity = 1, radius = RADIUS } = mark;
  const stamp = typeof radius === 'number' ? stampOf(mark, palette, radius * scale, scale) : null;
  return (context, point) => {
    const [x, y] = [frame.x(places[point].x) * scale, frame.y(places[point].y) * scale];
    context.globalAlpha = each(opacity, point);
    if (stamp) {
      context.drawImage(stamp, Math.round(x - stamp.width / 2), Math.round(y - stamp.height / 2));
    } else {
      paintPoint(context, mark, palette, scale, [x, y, each(radius, point) * scale]);
    }
  };
}

/** One of the points in the middle of a picture; null where there are no canvases. */
function stampOf(
  mark: PointsMark,
  palette: Palette,
  radius: number,
  scale: number
): HTMLCanvasElement | null {
  const stamp = element('canvas', {});
  stamp.width = stamp.height = 2 * Math.ceil(radius + 2 * scale);
  const context = stamp.getContext('2d');
  if (context) {
    paintPoint(context, mark, palette, scale, [stamp.width / 2, stamp.height / 2, radius]);
  }
  return context && stamp;
}

/** @param circle - middle and radius, pixels of the screen */
function paintPoint(
  context: PointsContext,
  { meaning, open = false, symbol }: PointsMark,
  palette: Palette,
  scale: number,
  [x, y, r]: readonly [number, number, number]
): void {
  const colour = palette[meaning];
  const isLine = open || symbol === 'times';
  context.fillStyle = colour;
  context.lineWidth = (symbol === 'times' ? 2 : isLine ? OUTLINE : 1) * scale;
  context.beginPath();
  if (symbol === 'times') {
    context.moveTo(x - r, y - r);
    context.lineTo(x + r, y + r);
    context.moveTo(x - r, y + r);
    context.lineTo(x + r, y - r);
  } else if (symbol === 'triangle') {
    context.moveTo(x, y - r);
    context.lineTo(x + r, y + 0.8 * r);
    context.lineTo(x - r, y + 0.8 * r);
    context.closePath();
  } else {
    context.arc(x, y, r, 0, 2 * Math.PI);
  }
  if (!isLine) {
    context.fill();
  }
  context.strokeStyle = isLine ? colour : palette.background;
  context.stroke();
}
