import type { PointSymbol } from './chart';
import { coordinate } from './markup';

type Corner = readonly [number, number];

const THIRD = 1 / Math.sqrt(3);
const TIMES = 0.8 / Math.SQRT2;

/** Corners at a radius of 1, y downwards; the proportions are Plotly's, so that symbols look alike live and stored. */
const CORNERS: Readonly<Record<Exclude<PointSymbol, 'circle'>, readonly Corner[]>> = {
  square: [
    [1, 1],
    [-1, 1],
    [-1, -1],
    [1, -1]
  ],
  diamond: [
    [1.3, 0],
    [0, 1.3],
    [-1.3, 0],
    [0, -1.3]
  ],
  triangle: [
    [-2 * THIRD, 0.5],
    [2 * THIRD, 0.5],
    [0, -1]
  ],
  star: Array.from({ length: 10 }, (_, i): Corner => {
    const reach = 1.4 * (i % 2 === 0 ? 1 : 0.382);
    const angle = (Math.PI * i) / 5 - Math.PI / 2;
    return [reach * Math.cos(angle), reach * Math.sin(angle)];
  }),
  cross: around([
    [1.2, 0.4],
    [0.4, 0.4],
    [0.4, 1.2]
  ]),
  times: around([
    [2 * TIMES, -TIMES],
    [TIMES, 0],
    [2 * TIMES, TIMES]
  ])
};

/** Corners of a quarter, turned to all four. */
function around(quarter: readonly Corner[]): Corner[] {
  const turned = (corners: readonly Corner[]): Corner[] => corners.map(([x, y]): Corner => [-y, x]);
  const quarters = [quarter as Corner[]];
  while (quarters.length < 4) {
    quarters.push(turned(quarters[quarters.length - 1]));
  }
  return quarters.flat();
}

/** The outline of a symbol around a place, as the data of an SVG path. */
export function symbolPath(symbol: PointSymbol, radius: number, x = 0, y = 0): string {
  if (symbol === 'circle') {
    const [r, across] = [coordinate(radius), coordinate(2 * radius)];
    return `M${coordinate(x - radius)},${coordinate(y)}a${r},${r} 0 1 0 ${across},0a${r},${r} 0 1 0 -${across},0Z`;
  }
  const corners = CORNERS[symbol].map(
    ([dx, dy]) => `${coordinate(x + radius * dx)},${coordinate(y + radius * dy)}`
  );
  return `M${corners.join('L')}Z`;
}
