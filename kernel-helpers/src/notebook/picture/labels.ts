import type { PlacedLabel } from '../../chart';
import { PAPER_COLOURS as COLORS } from '../../chart/colours';
import type { Plot } from './plot';

type PlotMark = ReturnType<Plot['text']>;

/** A label where it found room, counted in pixels from the upper left corner inside the axes. */
export function labelMark(
  plot: Plot,
  { x, y, dx, dy, anchor, text }: PlacedLabel,
  fontWeight: 400 | 600 = 400
): PlotMark {
  return plot.text([text], {
    frameAnchor: 'top-left',
    textAnchor: anchor,
    lineAnchor: 'middle',
    dx: x + dx,
    dy: y + dy,
    fontWeight,
    stroke: COLORS.background,
    strokeWidth: 3,
    fill: COLORS.text
  });
}
