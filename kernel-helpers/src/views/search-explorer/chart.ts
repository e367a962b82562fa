import { idealPowers, type Triplet } from '../../analysis';
import type { Chart, KeyEntry, LineMark, Mark, Place, PointsMark, Range } from '../../chart';
import { plain, setting } from '../../wording/format';
import type { Phrases } from '../../wording/words';
import { type DrawnTriplets, spanOf } from './drawn';
import type { SearchExplorerResult } from './result';
import type { SearchExplorerState } from './state';
import {
  growthText,
  type NamedTriplet,
  namedTriplets,
  optimumText,
  predictedText,
  tripletWords
} from './words';

/** About so many lines of constant γ, each of so many pieces. */
const LINES = 6;
const STEPS = 60;
/** Room around what is searched, as a share of it. */
const ROOM = 0.09;
/** Among more points than that no name would find room that covers none. */
const CROWD = 40;
/** Seen of the least accurate triplet. */
const PALEST = 0.15;
const RADIUS = { chosen: 4.5, faded: 2.7, named: 8 } as const;
const FADED = 0.45;
/** What boxes select: triplets by their place among those that are drawn. */
const IDS = { chosen: 'chosen', faded: 'faded' } as const;

const SIGNS: Readonly<Record<NamedTriplet['part'], Pick<PointsMark, 'meaning' | 'symbol'>>> = {
  best: { meaning: 'accent', symbol: 'circle' },
  nearest: { meaning: 'accent', symbol: 'circle' },
  bestAtEqualCost: { meaning: 'accent', symbol: 'square' },
  published: { meaning: 'published', symbol: 'diamond' }
};

/** Depth against width: where the ideal cost grows by g, line by line of resolution, and the feasible triplets on it. */
export function searchChart(
  state: SearchExplorerState,
  result: SearchExplorerResult,
  drawn: DrawnTriplets,
  trans: Phrases
): Chart {
  const { alpha, beta } = searchedRanges(state);
  const { published } = result.search;
  return {
    description: trans.__('Feasible triplets over depth and width, with lines of constant resolution'),
    x: {
      title: trans.__('depth α'),
      kind: 'linear',
      ...withRoom(alpha, published.alpha),
      grid: true,
      text: plain
    },
    y: { title: trans.__('width β'), kind: 'linear', ...withRoom(beta, published.beta), text: plain },
    marks: [...contours(state, result, trans), ...points(result, drawn, trans), ...landmarks(result, trans)]
  };
}

/** Ranges that are searched, by coefficient. */
export function searchedRanges({
  candidates: { ranges }
}: SearchExplorerState): Record<keyof Triplet, Range> {
  return 'from' in ranges ? { alpha: ranges, beta: ranges, gamma: ranges } : ranges;
}

/** What colours and lines mean. */
export function searchKey(
  state: SearchExplorerState,
  result: SearchExplorerResult,
  trans: Phrases
): KeyEntry[] {
  const { search, optimum } = result;
  const span = spanOf(search, 'accuracy');
  const { measure, base, growth } = search.request;
  return [
    ...(span
      ? [
          { meaning: 'feasible' as const, opacity: 2 * PALEST, name: predictedText(span.from) },
          {
            meaning: 'feasible' as const,
            opacity: 1,
            name: trans.__('%1 predicted', predictedText(span.to))
          }
        ]
      : []),
    {
      meaning: 'resolution',
      line: state.constraint === 'built' ? 'dashed' : 'solid',
      name: trans.__('%1 = %2', growthText(measure, base), plain(growth))
    },
    ...namedTriplets(result, trans).map(({ part, name }) => ({ ...SIGNS[part], open: true, name })),
    ...(optimum?.unique && search.best
      ? [{ meaning: 'accent' as const, symbol: 'times' as const, name: trans.__('continuous optimum') }]
      : [])
  ];
}

/** The places among the feasible triplets of what was picked on the chart. */
export function tripletsOf(drawn: DrawnTriplets, picked: readonly { id: string; index: number }[]): number[] {
  const byId = { [IDS.chosen]: placesOf(drawn, true), [IDS.faded]: placesOf(drawn, false) };
  return picked.flatMap(({ id, index }) => byId[id as keyof typeof byId]?.[index] ?? []);
}

function placesOf({ places, chosen }: DrawnTriplets, isChosen: boolean): number[] {
  return places.filter((_, i) => chosen[i] === isChosen);
}

function withRoom({ from, to }: Range, published: number): Range {
  const [least, most] = [Math.min(from, published), Math.max(to, published)];
  const room = Math.max(0.01, most - least) * ROOM;
  return { from: least - room, to: most + room };
}

/** Values of γ that get a line: round ones from the least to the largest. */
export function linesOf({ from, to }: Range): number[] {
  const least = (to - from) / LINES;
  const step = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2].find((candidate) => candidate >= least - 1e-9) ?? 5;
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) =>
    Number(((first + i) * step).toFixed(4))
  );
}

/** Where the ideal cost is exactly g; dashed where only the built network’s cost is asked for. */
function contours(
  state: SearchExplorerState,
  { search: { request, published } }: SearchExplorerResult,
  trans: Phrases
): LineMark[] {
  const powers = idealPowers(request.measure, request.base);
  const ranges = searchedRanges(state);
  const [x, y] = [withRoom(ranges.alpha, published.alpha), withRoom(ranges.beta, published.beta)];
  // Parameters don't depend on the resolution: one line serves all.
  const gammas = powers.resolution === 0 ? [null] : linesOf(ranges.gamma);
  return gammas.flatMap((gamma) => {
    const free = request.growth / (gamma ?? 1) ** powers.resolution;
    const places = Array.from({ length: STEPS + 1 }, (_, i): Place => {
      const alpha = x.from + ((x.to - x.from) * i) / STEPS;
      return { x: alpha, y: (free / alpha ** powers.depth) ** (1 / powers.width) };
    }).filter((place) => place.y >= y.from && place.y <= y.to);
    return places.length < 2
      ? []
      : [
          {
            kind: 'line',
            meaning: 'resolution',
            width: 1.5,
            places,
            ...(state.constraint === 'built' ? { dash: 'dashed' as const } : {}),
            // A slider moves them: Plotly would take longer than a frame.
            moving: true,
            // Behind its end where that is at the edge of the axes; a stub in a corner goes without.
            ...(places.length > STEPS / 10
              ? {
                  name: gamma === null ? trans.__('any γ') : `γ = ${setting(gamma)}`,
                  nameAt: places[places.length - 1].x === x.to ? ('end' as const) : ('side' as const)
                }
              : {})
          }
        ];
  });
}

/** The better predicted, the stronger and the farther above; what brushes don't choose is faded. */
function points({ search }: SearchExplorerResult, drawn: DrawnTriplets, trans: Phrases): PointsMark[] {
  const { feasible } = search;
  const [alpha, beta, accuracy] = (['alpha', 'beta', 'accuracy'] as const).map((name) =>
    feasible.column(name)
  );
  const span = spanOf(search, 'accuracy');
  const at = (place: number): Place => ({ x: alpha[place], y: beta[place] });
  const common = { kind: 'points', moving: true, crowd: drawn.places.length > CROWD } as const;
  const [faded, chosen] = [placesOf(drawn, false), placesOf(drawn, true)];
  const hover = (places: readonly number[]): string[] =>
    places.map((place) => tripletWords(feasible.at(place), trans));
  return [
    ...(faded.length === 0
      ? []
      : [
          {
            ...common,
            id: IDS.faded,
            meaning: 'dominated',
            open: true,
            radius: RADIUS.faded,
            opacity: FADED,
            places: faded.map(at),
            hover: hover(faded)
          } as const
        ]),
    ...(chosen.length === 0 || span === null
      ? []
      : [
          {
            ...common,
            id: IDS.chosen,
            meaning: 'feasible',
            radius: RADIUS.chosen,
            places: chosen.map(at),
            opacity: chosen.map(
              (place) => PALEST + ((1 - PALEST) * (accuracy[place] - span.from)) / (span.to - span.from)
            ),
            hover: hover(chosen)
          } as const
        ])
  ];
}

/** Best, published and continuous optimum; those at one place share a name. */
function landmarks(result: SearchExplorerResult, trans: Phrases): Mark[] {
  const { optimum, search } = result;
  const named = namedTriplets(result, trans).map(({ part, name, triplet }) => ({
    name,
    ...SIGNS[part],
    at: { x: triplet.alpha, y: triplet.beta },
    words: `${name}\n${tripletWords(triplet, trans)}`
  }));
  const all = [
    ...named,
    ...(optimum?.unique && search.best
      ? [
          {
            name: trans.__('continuous optimum'),
            meaning: 'accent',
            symbol: 'times',
            at: { x: optimum.multipliers.depth, y: optimum.multipliers.width },
            words: `${trans.__('continuous optimum')}\n${optimumText(optimum.multipliers)}: ${predictedText(optimum.accuracy)}`
          } as const
        ]
      : [])
  ];
  return all.map(({ name, meaning, symbol, at, words }, i) => {
    const same = all.filter((other) => other.at.x === at.x && other.at.y === at.y);
    const isFirst = all.findIndex((other) => other.at.x === at.x && other.at.y === at.y) === i;
    return {
      kind: 'points',
      meaning,
      symbol,
      id: name,
      open: symbol !== 'times',
      moving: true,
      priority: 2,
      radius: symbol === 'times' ? RADIUS.chosen : RADIUS.named,
      places: [at],
      names: [isFirst ? same.map((each) => each.name).join(', ') : ''],
      hover: [words]
    };
  });
}
