import type { GateVerdict } from '../../analysis';
import { PAPER_COLOURS as COLORS } from '../../chart/colours';
import { type Child, element, type Markup } from '../../chart/markup';
import { INNER_WIDTH, page, paragraph, type Section, table } from '../../chart/page';
import { type GatesResult, type GatesState, gatesWords, scoreName } from '../../views/gates';
import { channelName, FIRST_CHANNELS, type Gates, gatesSentence } from '../../views/gates/cell';
import { counted, exact, isoDay, percent, plain, significant } from '../../wording/format';
import { drawPlot, type Plot } from './plot';

const LEFT = 40;
const MAP = { height: 150, rows: 50, columns: 240 };
const PROFILE = { height: 190, top: 12, bottom: 34 };
/** Shades from a gate of 0 to a gate of 1: more would not be told apart. */
const SHADES = ['#f2f2f2', '#d9dce8', '#b9c2dd', '#93a3d0', '#6f83c2', '#5064ad', '#394a8e', '#24306a'];

/** Hues of the live view; the symbol repeats the distinction. */
const VERDICTS: Readonly<Record<GateVerdict, { name: string; color: string; symbol: Symbol }>> = {
  alwaysLow: { name: 'always low', color: COLORS.compound, symbol: 'square' },
  sometimesLow: { name: 'low on some inputs', color: COLORS.depth, symbol: 'diamond' },
  neverLow: { name: 'never low', color: COLORS.textFaint, symbol: 'circle' }
};
type Symbol = 'square' | 'diamond' | 'circle';
const SIGNS: Readonly<Record<Symbol, string>> = { square: '■', diamond: '◆', circle: '●' };

/** Gates by input and channel, each channel's spread beside the threshold, and what pruning would save. */
export function gatesPicture(gates: Gates, today: Date): string {
  const { state, result } = gates;
  return page(
    {
      sentence: gatesSentence(gates),
      note: gatesWords(state, result).detail,
      caption:
        `${state.origin === '' ? '' : `${state.origin}. `}Gates: squeeze-and-excitation, Hu et al., arXiv 1709.01507. ` +
        `Computed on ${isoDay(today)}.`
    },
    result === null
      ? []
      : [
          legend(),
          heatMap(result),
          profile(state, result),
          paragraph(axisText(state, result), { size: 12.5, color: COLORS.textFaint }),
          savings(result),
          firstToPrune(state, result)
        ]
  );
}

function legend(): Section {
  const swatches = SHADES.map((fill, i) => element('rect', { x: i * 12, y: 3, width: 12, height: 12, fill }));
  const end = SHADES.length * 12;
  let x = end + 118;
  const verdicts = Object.values(VERDICTS).map(({ name, color, symbol }) => {
    const item = element(
      'g',
      { transform: `translate(${x},0)` },
      element('text', { x: 0, y: 13, fill: color }, SIGNS[symbol]),
      element('text', { x: 14, y: 13 }, name)
    );
    x += 30 + name.length * 6.6;
    return item;
  });
  return {
    height: 18,
    markup: element(
      'g',
      { 'font-size': 12.5 },
      ...swatches,
      element('text', { x: end + 6, y: 13 }, 'gate, 0 to 1'),
      ...verdicts
    )
  };
}

/** Channels in prune order from left to right, inputs from top to bottom; each cell is one gate of those that fit. */
function heatMap({ matrix, order }: GatesResult): Section {
  const rows = Math.min(MAP.rows, matrix.inputs);
  const columns = Math.min(MAP.columns, order.length);
  const shadeAt = (row: number, column: number): number => {
    const channel = order[Math.floor((column * order.length) / columns)];
    const gate = matrix.columns[channel][Math.floor((row * matrix.inputs) / rows)];
    return Math.min(SHADES.length - 1, Math.floor(gate * SHADES.length));
  };
  const runs = SHADES.map(() => '');
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns;) {
      const shade = shadeAt(row, column);
      let end = column + 1;
      while (end < columns && shadeAt(row, end) === shade) {
        end++;
      }
      runs[shade] += `M${column} ${row}h${end - column}v1h${column - end}z`;
      column = end;
    }
  }
  const width = INNER_WIDTH - LEFT;
  return {
    height: MAP.height,
    markup: element(
      'g',
      {},
      element(
        'text',
        {
          transform: `translate(${LEFT - 8},${MAP.height / 2}) rotate(-90)`,
          'text-anchor': 'middle',
          'font-size': 12
        },
        `inputs (${exact(matrix.inputs)})`
      ),
      element(
        'g',
        {
          transform: `translate(${LEFT},0) scale(${(width / columns).toFixed(4)},${(MAP.height / rows).toFixed(4)})`,
          'shape-rendering': 'crispEdges'
        },
        ...runs.flatMap((d, shade) => (d === '' ? [] : [element('path', { fill: SHADES[shade], d })]))
      )
    )
  };
}

interface Channel {
  place: number;
  mean: number;
  low: number;
  high: number;
  verdict: GateVerdict;
}

type PlotMark = ReturnType<Plot['text']>;

/** Mean and 5 to 95 % of each channel, in the order of the map above. */
function profile({ threshold }: GatesState, { order, analysis, shares }: GatesResult): Section {
  const channels = order.map((channel, place): Channel => {
    const { mean, quantiles } = analysis.channels[channel];
    const { verdict } = shares[channel];
    return { place: place + 0.5, mean, low: quantiles.q05, high: quantiles.q95, verdict };
  });
  const slot = (INNER_WIDTH - LEFT) / order.length;
  const markup = drawPlot((plot) => ({
    width: INNER_WIDTH,
    height: PROFILE.height,
    marginTop: PROFILE.top,
    marginRight: 0,
    marginBottom: PROFILE.bottom,
    marginLeft: LEFT,
    x: { domain: [0, order.length], axis: null },
    y: { domain: [0, 1], label: null, ticks: 5 },
    marks: [
      plot.gridY({ stroke: COLORS.grid, strokeOpacity: 1, ticks: 5 }),
      ...verdictMarks(plot, channels, slot),
      plot.ruleY([threshold], { stroke: COLORS.accent, strokeWidth: 1.5, strokeDasharray: '6 4' }),
      plot.text([`τ = ${plain(threshold)}`], {
        y: () => threshold,
        frameAnchor: 'right',
        textAnchor: 'end',
        dx: -4,
        dy: threshold > 0.9 ? 9 : -9,
        fill: COLORS.accent,
        fontWeight: 600,
        stroke: COLORS.background,
        strokeWidth: 4
      }),
      plot.text(['channels, first to prune at the left →'], {
        frameAnchor: 'bottom-right',
        textAnchor: 'end',
        dy: 22
      })
    ]
  }));
  return { height: PROFILE.height, markup };
}

function verdictMarks(plot: Plot, channels: Channel[], slot: number): PlotMark[] {
  return Object.entries(VERDICTS).flatMap(([verdict, { color, symbol }]) => {
    const found = channels.filter((channel) => channel.verdict === verdict);
    return [
      plot.ruleX(found, {
        x: 'place',
        y1: 'low',
        y2: 'high',
        stroke: color,
        strokeOpacity: 0.6,
        strokeWidth: Math.max(0.5, Math.min(2, slot / 3))
      }),
      plot.dot(found, {
        x: 'place',
        y: 'mean',
        symbol,
        r: Math.max(1, Math.min(4, slot / 2)),
        fill: color
      })
    ];
  });
}

function axisText({ score, quantile, threshold }: GatesState, { matrix }: GatesResult): string {
  const drawn = matrix.inputs > MAP.rows ? `; ${MAP.rows} of ${exact(matrix.inputs)} inputs are drawn` : '';
  const highest = quantile === 1 ? 'highest gate' : `${percent(quantile)} quantile`;
  return (
    `Marks: mean and 5 to 95 % of each channel, ordered by ${scoreName(score)}${drawn}. Always low: the ${highest} is ` +
    `below τ = ${plain(threshold)}.`
  );
}

function savings({ counts, shares, choice, savings: saved }: GatesResult): Section {
  const ofChannels = (count: number): Child[] => [exact(count), percent(count / shares.length)];
  const rows: Child[][] = Object.entries(VERDICTS).map(([verdict, { name, color, symbol }]) => [
    marked(SIGNS[symbol], color, name),
    ...ofChannels(counts[verdict as GateVerdict])
  ]);
  if (choice) {
    rows.push(['pruned at τ', ...ofChannels(choice.pruned.length)]);
  }
  if (saved) {
    const { params, macs, share } = saved;
    rows.push(
      ['parameters saved', exact(params), `${percent(share.blockParams)} of the block’s`],
      ['MACs saved', exact(macs), `${percent(share.blockMacs)} of the block’s`],
      ['', '', `${percent(share.networkMacs)} of the network’s`]
    );
  }
  return table(
    [
      { title: 'channels', x: 0, align: 'left' },
      { title: 'count', x: 320, align: 'right', weight: 600 },
      { title: 'share', x: INNER_WIDTH, align: 'right' }
    ],
    rows
  );
}

function marked(sign: string, color: string, text: string): Markup {
  return element(
    'g',
    {},
    element('text', { x: 0, y: 15, fill: color }, sign),
    element('text', { x: 16, y: 15 }, text)
  );
}

function firstToPrune(state: GatesState, result: GatesResult): Section {
  const { order, analysis, shares, contributions } = result;
  const first = order.slice(0, FIRST_CHANNELS);
  const left = order.length - first.length;
  return table(
    [
      { title: left > 0 ? 'first to prune' : 'channel', x: 0, align: 'left' },
      { title: 'mean', x: 170, align: 'right' },
      { title: '5 to 95 %', x: 290, align: 'right' },
      { title: 'highest', x: 360, align: 'right' },
      { title: 'below τ', x: 440, align: 'right' },
      { title: 'contribution', x: INNER_WIDTH, align: 'right' }
    ],
    [
      ...first.map((channel): Child[] => {
        const { mean, quantiles, max } = analysis.channels[channel];
        return [
          clipped(channelName(state, channel)),
          gateText(mean),
          `${gateText(quantiles.q05)} – ${gateText(quantiles.q95)}`,
          gateText(max),
          percent(shares[channel].below),
          significant(contributions[channel])
        ];
      }),
      ...(left > 0 ? [[`and ${counted(left, 'channel')} more`, '', '', '', '', '']] : [])
    ]
  );
}

function gateText(gate: number): string {
  return gate.toFixed(3);
}

function clipped(name: string): string {
  return name.length <= 18 ? name : `${name.slice(0, 17)}…`;
}
