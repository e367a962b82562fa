import {
  each,
  type Frame,
  type Palette,
  type PointsMark,
  RADIUS
} from '@efficientnet-lab/kernel-helpers/chart';

/** What drawing needs of a canvas. */
export type PointsContext = Pick<
  CanvasRenderingContext2D,
  | 'arc'
  | 'beginPath'
  | 'closePath'
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

/** Draws many points: circles, unless their mark is a triangle or a ×. */
export function paintPoints(
  context: PointsContext,
  mark: PointsMark,
  frame: Frame,
  palette: Palette,
  scale: number
): void {
  const { places, open = false, opacity = 1, radius = RADIUS, symbol } = mark;
  const colour = palette[mark.meaning];
  const isLine = open || symbol === 'times';
  context.fillStyle = colour;
  context.lineWidth = (symbol === 'times' ? 2 : isLine ? OUTLINE : 1) * scale;
  places.forEach((place, i) => {
    const [x, y, r] = [frame.x(place.x) * scale, frame.y(place.y) * scale, each(radius, i) * scale];
    context.globalAlpha = each(opacity, i);
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
  });
  context.globalAlpha = 1;
}
