import { type CandidateSet, type FeasibleTriplets, SCALING_DIMENSIONS, searchNetworks } from '../../analysis';
import { placeLabels } from '../../chart';
import { PAPER_COLOURS as COLORS } from '../../chart/colours';
import { type Child, element } from '../../chart/markup';
import { INNER_WIDTH, page, type Section, table } from '../../chart/page';
import { predictedText, searchExplorerWords, tripletText } from '../../views/search-explorer';
import {
  namedTriplets,
  optimumText,
  type Search,
  searchSentence,
  withinText
} from '../../views/search-explorer/cell';
import { exact, isoDay, plain, significant } from '../../wording/format';
import { labelMark } from './labels';
import { drawPlot, type Plot } from './plot';

const HEIGHT = 350;
const INSETS = { top: 26, right: 16, bottom: 40, left: 48 };
const INNER = {
  width: INNER_WIDTH - INSETS.left - INSETS.right,
  height: HEIGHT - INSETS.top - INSETS.bottom
};
/** More dots than that make a picture large and show nothing more. */
const DOTS = 2000;
const RADIUS = 4.5;
const LISTED = 8;
/** Among more dots than that no label could keep clear of them. */
const SPARSE = 200;
/** Width of a bold character, pixels. */
const BOLD = 7.2;
/** From the least accurate of the feasible triplets to the most accurate. */
const PALE = [207, 227, 243] as const;
const DEEP = [8, 58, 107] as const;

/** The constraint as a map of α and β with γ as contours, the feasible triplets on it, and the best of them. */
export function searchPicture(search: Search, today: Date): string {
  const { state, result } = search;
  const { detail } = searchExplorerWords(state, result);
  const { measure } = state;
  return page(
    {
      sentence: searchSentence(search),
      note: `${detail} ${withinText(search)}`,
      caption:
        `Accuracy is predicted by ${modelText(search)}; nothing was trained. Base: ${state.base.toUpperCase()}. ` +
        `${measure === 'macs' ? 'MACs' : 'Parameters'} of built networks counted on ${isoDay(today)}. Curves: where α·β²·γ² is ` +
        `exactly ${plain(state.growth)}, by γ. Search and published triplet: Tan and Le, arXiv 1905.11946, sections 3.3 and 4.`
    },
    [surface(search), shades(search), comparison(search), ...listing(search)]
  );
}

function modelText({ state: { surrogate } }: Search): string {
  const summands = SCALING_DIMENSIONS.map((dimension, i) => {
    const { amplitude, exponent } = surrogate[dimension];
    return `${plain(amplitude)}·${'dwr'[i]}^−${plain(exponent)}`;
  });
  const { coupling = 1 } = surrogate;
  return coupling === 1
    ? `A = ${plain(surrogate.asymptote)} − ${summands.join(' − ')} (%)`
    : `A = ${plain(surrogate.asymptote)} − (Σ (${summands.join(', ')})^${plain(coupling)})^(1/${plain(coupling)}) (%)`;
}

interface Place {
  alpha: number;
  beta: number;
}

interface Dot extends Place {
  accuracy: number;
}

interface Frame {
  x: [number, number];
  y: [number, number];
}

/** The searched ranges with a margin, and the published triplet in any case. */
function frameOf({ state: { candidates }, result }: Search): Frame {
  const places: Place[] = [result.search.published, result.search.nearest, ...cornersOf(candidates)];
  // On the left the contours have their labels.
  const domain = (values: number[], before: number): [number, number] => {
    const [least, most] = [Math.min(...values), Math.max(...values)];
    const range = Math.max(most - least, 0.1);
    return [least - before * range, most + 0.05 * range];
  };
  return {
    x: domain(
      places.map(({ alpha }) => alpha),
      0.11
    ),
    y: domain(
      places.map(({ beta }) => beta),
      0.05
    )
  };
}

function cornersOf({ ranges }: CandidateSet): Place[] {
  const { alpha, beta } = 'from' in ranges ? { alpha: ranges, beta: ranges } : ranges;
  return [
    { alpha: alpha.from, beta: beta.from },
    { alpha: alpha.to, beta: beta.to }
  ];
}

function surface(search: Search): Section {
  const frame = frameOf(search);
  const dots = dotsOf(search.result.search.feasible);
  const contours = contoursOf(search, frame);
  const [least, most] = rangeOf(dots);
  const markup = drawPlot((plot) => ({
    width: INNER_WIDTH,
    height: HEIGHT,
    marginTop: INSETS.top,
    marginRight: INSETS.right,
    marginBottom: INSETS.bottom,
    marginLeft: INSETS.left,
    x: { domain: frame.x, label: 'α, base of depth →', labelArrow: 'none', ticks: 7, tickFormat: plain },
    y: { domain: frame.y, label: '↑ β, base of width', labelArrow: 'none', ticks: 6, tickFormat: plain },
    marks: [
      plot.gridX({ stroke: COLORS.grid, strokeOpacity: 1, ticks: 7 }),
      plot.gridY({ stroke: COLORS.grid, strokeOpacity: 1, ticks: 6 }),
      ...contours.flatMap(({ gamma, points }) => [
        plot.line(points, { x: 'alpha', y: 'beta', stroke: COLORS.resolution, strokeWidth: 1.2 }),
        plot.text(points.slice(0, 1), {
          x: 'alpha',
          y: 'beta',
          text: () => `γ ${plain(gamma)}`,
          textAnchor: 'end',
          dx: -7,
          fontSize: 11,
          ...HALO,
          fill: COLORS.resolution
        })
      ]),
      plot.dot(dots, {
        x: 'alpha',
        y: 'beta',
        r: RADIUS,
        fill: ({ accuracy }: Dot) => shade(most > least ? (accuracy - least) / (most - least) : 1),
        stroke: COLORS.background,
        strokeWidth: 0.75
      }),
      ...landmarks(plot, search, frame, dots)
    ]
  }));
  return { height: HEIGHT, markup };
}

/** Of many triplets every nth, always in the order of accuracy, so that the better one lies above. */
function dotsOf(feasible: FeasibleTriplets): Dot[] {
  const [alphas, betas, accuracies] = (['alpha', 'beta', 'accuracy'] as const).map((name) =>
    feasible.column(name)
  );
  const every = Math.max(1, Math.ceil(feasible.count / DOTS));
  return Array.from({ length: Math.floor(feasible.count / every) }, (_, k): Dot => {
    const i = k * every;
    return { alpha: alphas[i], beta: betas[i], accuracy: accuracies[i] };
  }).sort((a, b) => a.accuracy - b.accuracy);
}

function rangeOf(dots: readonly Dot[]): [number, number] {
  return dots.length === 0 ? [0, 0] : [dots[0].accuracy, dots[dots.length - 1].accuracy];
}

function shade(share: number): string {
  const channel = (from: number, to: number): number => Math.round(from + share * (to - from));
  return `rgb(${PALE.map((from, i) => channel(from, DEEP[i])).join(',')})`;
}

interface Contour {
  gamma: number;
  points: Place[];
}

const CONTOUR_POINTS = 60;
const GAMMA_STEPS = [0.05, 0.1, 0.2, 0.5, 1, 2, 5];
const MOST_CONTOURS = 9;

/** Lines of equal γ on the surface α·β²·γ² = g, inside the frame. */
function contoursOf({ state: { growth } }: Search, { x, y }: Frame): Contour[] {
  const largest = Math.sqrt(growth / (Math.max(1, x[0]) * Math.max(1, y[0]) ** 2));
  const step = GAMMA_STEPS.find((each) => (largest - 1) / each < MOST_CONTOURS) ?? largest;
  const gammas = Array.from({ length: Math.floor((largest - 1) / step + 1e-9) + 1 }, (_, i) => 1 + i * step);
  return gammas.flatMap((gamma) => {
    const points = Array.from({ length: CONTOUR_POINTS + 1 }, (_, i): Place => {
      const alpha = x[0] + ((x[1] - x[0]) * i) / CONTOUR_POINTS;
      return { alpha, beta: Math.sqrt(growth / alpha) / gamma };
    }).filter(({ alpha, beta }) => alpha >= 1 && beta >= Math.max(1, y[0]) && beta <= y[1]);
    return points.length > 1 ? [{ gamma, points }] : [];
  });
}

type PlotMark = ReturnType<Plot['text']>;

interface Landmark extends Place {
  text: string;
  symbol: 'star' | 'diamond' | 'circle' | 'times';
  color: string;
}

const HALO = { stroke: COLORS.background, strokeWidth: 3.5 };

function landmarksOf(search: Search): Landmark[] {
  const marks: Record<string, Pick<Landmark, 'symbol' | 'color'>> = {
    best: { symbol: 'star', color: COLORS.compound },
    nearest: { symbol: 'star', color: COLORS.compound },
    'best at equal cost': { symbol: 'diamond', color: COLORS.width },
    published: { symbol: 'circle', color: COLORS.text }
  };
  const { optimum } = search.result;
  return [
    ...namedTriplets(search).map(({ name, triplet: { alpha, beta } }): Landmark => ({
      alpha,
      beta,
      text: name,
      ...marks[name]
    })),
    ...(optimum === null
      ? []
      : [
          {
            alpha: optimum.multipliers.depth,
            beta: optimum.multipliers.width,
            text: 'continuous optimum',
            symbol: 'times' as const,
            color: COLORS.accent
          }
        ])
  ];
}

function landmarks(plot: Plot, search: Search, { x, y }: Frame, dots: readonly Dot[]): PlotMark[] {
  const pixel = ({ alpha, beta }: Place): { x: number; y: number } => ({
    x: (INNER.width * (alpha - x[0])) / (x[1] - x[0]),
    y: (INNER.height * (y[1] - beta)) / (y[1] - y[0])
  });
  const found = joined(landmarksOf(search)).filter(
    ({ alpha, beta }) => alpha >= x[0] && alpha <= x[1] && beta >= y[0] && beta <= y[1]
  );
  const wanted = found.map((mark) => ({ ...pixel(mark), text: mark.text }));
  const avoid = (dots.length > SPARSE ? [] : dots).map((dot) => {
    const { x: left, y: top } = pixel(dot);
    return { left: left - RADIUS, right: left + RADIUS, top: top - RADIUS, bottom: top + RADIUS };
  });
  const placed = placeLabels(wanted, { ...INNER, character: BOLD, dots: found.map(pixel), avoid });
  return [
    ...found.map(({ alpha, beta, symbol, color }) =>
      plot.dot([{ alpha, beta }], {
        x: 'alpha',
        y: 'beta',
        symbol,
        r: symbol === 'circle' ? 8 : 7,
        fill: symbol === 'star' || symbol === 'diamond' ? color : 'none',
        stroke: symbol === 'star' || symbol === 'diamond' ? COLORS.background : color,
        strokeWidth: symbol === 'star' || symbol === 'diamond' ? 1 : 2
      })
    ),
    ...placed.map((label) => labelMark(plot, label, 600))
  ];
}

/** Marks at one place share a label. */
function joined(marks: readonly Landmark[]): Landmark[] {
  return marks.reduce<Landmark[]>((all, mark) => {
    const same = all.find(({ alpha, beta }) => alpha === mark.alpha && beta === mark.beta);
    if (same === undefined) {
      return [...all, mark];
    }
    return all.map((each) => (each === same ? { ...each, text: `${each.text}, ${mark.text}` } : each));
  }, []);
}

/** What the shades mean. */
function shades({ result: { search } }: Search): Section {
  const [least, most] = rangeOf(dotsOf(search.feasible));
  if (search.feasible.count === 0) {
    return { height: 0, markup: element('g', {}) };
  }
  const steps = 24;
  const bar = Array.from({ length: steps }, (_, i) =>
    element('rect', { x: 62 + i * 5, y: 4, width: 5, height: 11, fill: shade(i / (steps - 1)) })
  );
  return {
    height: 20,
    markup: element(
      'g',
      { 'font-size': 12.5 },
      element('text', { x: 0, y: 14 }, predictedText(least)),
      ...bar,
      element(
        'text',
        { x: 62 + steps * 5 + 8, y: 14 },
        `${predictedText(most)} predicted, of ${exact(search.feasible.count)} feasible triplets`
      )
    )
  };
}

function comparison(search: Search): Section {
  const { optimum } = search.result;
  const rows = namedTriplets(search).map(({ name, triplet }): Child[] => [
    name,
    tripletText(triplet),
    significant(triplet.ideal),
    significant(triplet.built),
    predictedText(triplet.accuracy),
    triplet.equalCostAccuracy === null ? '–' : predictedText(triplet.equalCostAccuracy)
  ]);
  const last: Child[] =
    optimum === null
      ? ['continuous optimum', 'none: accuracy has no best', '', '', '', '']
      : [
          'continuous optimum',
          optimumText(optimum.multipliers),
          significant(optimum.growth),
          '–',
          predictedText(optimum.accuracy),
          predictedText(optimum.accuracy)
        ];
  return table(
    [
      { title: '', x: 0, align: 'left' },
      { title: 'α / β / γ', x: 138, align: 'left', weight: 600 },
      { title: 'α·β²·γ²', x: 318, align: 'right' },
      { title: 'true growth', x: 400, align: 'right' },
      { title: 'predicted', x: 472, align: 'right', weight: 600 },
      { title: 'at equal cost', x: INNER_WIDTH, align: 'right' }
    ],
    [...rows, last]
  );
}

/** The best networks, each with one of its triplets: two triplets of one network are no rivals. */
function listing({ result: { search } }: Search): Section[] {
  if (search.feasible.count === 0) {
    return [];
  }
  return [
    table(
      [
        { title: 'networks, best first', x: 0, align: 'left' },
        { title: 'triplets', x: 170, align: 'right' },
        { title: 'α·β²·γ²', x: 240, align: 'right' },
        { title: 'true growth', x: 320, align: 'right' },
        { title: search.request.measure === 'macs' ? 'MACs' : 'parameters', x: 430, align: 'right' },
        { title: 'predicted', x: INNER_WIDTH, align: 'right', weight: 600 }
      ],
      searchNetworks(search, LISTED).map((network) => [
        tripletText(network),
        exact(network.triplets),
        significant(network.ideal),
        significant(network.built),
        exact(network.cost),
        predictedText(network.accuracy)
      ])
    )
  ];
}
