import {
  chartSection,
  type Child,
  element,
  INNER_WIDTH,
  type KeyEntry,
  keySection,
  keySvg,
  page,
  PAPER_COLOURS,
  paragraph,
  type Section,
  table
} from '../../chart';
import { exact, isoDay, percent, plain, significant } from '../../wording/format';
import { ENGLISH, type Phrases, sentenceOf } from '../../wording/words';
import { gateProfileChart, gateSavingsChart, gatesMapChart, VERDICT_SYMBOLS, VERDICTS } from './chart';
import { drawnGates, type GatesRoom, LEAST_SHADE } from './drawn';
import type { GatesResult } from './result';
import type { GatesState } from './state';
import { channelName, gatesWords, verdictName } from './words';

const HEIGHTS = { map: 160, profile: 210, savings: 210 } as const;
/** As many as are told apart on paper, and keep a notebook small. */
const PAPER_ROOM: GatesRoom = { channels: 240, inputs: 50 };
/** Channels that the table lists; the data table has all. */
const FIRST = 12;
const LONGEST_NAME = 18;

/**
 * The picture that a notebook keeps and that is exported, SVG: gates by input and channel, each channel's spread beside
 * the threshold, and what pruning would save.
 */
export function gatesPicture(
  state: GatesState,
  result: GatesResult | null,
  today: Date,
  trans: Phrases = ENGLISH
): string {
  const words = gatesWords(state, result, trans);
  const source = trans.__(
    'Gates: squeeze-and-excitation, Hu et al., arXiv 1709.01507. Computed on %1.',
    isoDay(today)
  );
  return page(
    {
      sentence: sentenceOf(words),
      note: words.detail,
      caption: state.origin === '' ? source : `${state.origin}. ${source}`
    },
    result === null ? [] : sections(state, result, trans)
  );
}

function sections(state: GatesState, result: GatesResult, trans: Phrases): Section[] {
  const drawn = drawnGates(result, state, PAPER_ROOM);
  return [
    keySection(gatesKey(trans)),
    chartSection([gatesMapChart(state, result, drawn, null, trans)], HEIGHTS.map),
    chartSection([gateProfileChart(state, result, drawn, null, trans)], HEIGHTS.profile),
    paragraph(alwaysLowText(state, trans), { size: 12.5, color: PAPER_COLOURS.textFaint }),
    chartSection([gateSavingsChart(state, result, trans)], HEIGHTS.savings),
    savings(result, trans),
    firstToPrune(state, result, trans)
  ];
}

/** What cells and points of the charts stand for. */
export function gatesKey(trans: Phrases): KeyEntry[] {
  return [
    { meaning: 'gate', opacity: LEAST_SHADE, name: trans.__('gate of 0') },
    { meaning: 'gate', opacity: 1, name: trans.__('gate of 1') },
    ...[...VERDICTS].reverse().map((verdict) => ({
      meaning: verdict,
      symbol: VERDICT_SYMBOLS[verdict],
      name: verdictName(verdict, trans)
    }))
  ];
}

function alwaysLowText({ quantile, threshold }: GatesState, trans: Phrases): string {
  return quantile === 1
    ? trans.__('Always low: the highest gate is below τ = %1.', plain(threshold))
    : trans.__('Always low: the %1 quantile is below τ = %2.', percent(quantile), plain(threshold));
}

function savings({ counts, shares, choice, savings: saved }: GatesResult, trans: Phrases): Section {
  const ofChannels = (count: number): Child[] => [exact(count), percent(count / shares.length)];
  const rows: Child[][] = [...VERDICTS]
    .reverse()
    .map((verdict) => [
      element(
        'g',
        {},
        keySvg({ meaning: verdict, symbol: VERDICT_SYMBOLS[verdict], name: '' }),
        element('text', { x: 22, y: 15 }, verdictName(verdict, trans))
      ),
      ...ofChannels(counts[verdict])
    ]);
  if (choice) {
    rows.push([trans.__('pruned at τ'), ...ofChannels(choice.pruned.length)]);
  }
  if (saved) {
    const { params, macs, share } = saved;
    const ofBlock = (part: number): string => trans.__('%1 of the block’s', percent(part));
    rows.push(
      [trans.__('parameters saved'), exact(params), ofBlock(share.blockParams)],
      [trans.__('MACs saved'), exact(macs), ofBlock(share.blockMacs)],
      ['', '', trans.__('%1 of the network’s', percent(share.networkMacs))]
    );
  }
  return table(
    [
      { title: trans.__('channels'), x: 0, align: 'left' },
      { title: trans.__('count'), x: 320, align: 'right', weight: 600 },
      { title: trans.__('share'), x: INNER_WIDTH, align: 'right' }
    ],
    rows
  );
}

function firstToPrune(state: GatesState, result: GatesResult, trans: Phrases): Section {
  const { order, analysis, shares, contributions } = result;
  const first = order.slice(0, FIRST);
  const left = order.length - first.length;
  return table(
    [
      {
        title: left > 0 ? trans.__('first to prune') : trans.__('channel'),
        x: 0,
        align: 'left'
      },
      { title: trans.__('mean'), x: 194, align: 'right' },
      { title: '5 to 95 %', x: 322, align: 'right' },
      { title: trans.__('highest'), x: 386, align: 'right' },
      { title: trans.__('below τ'), x: 452, align: 'right' },
      { title: trans.__('contribution'), x: INNER_WIDTH, align: 'right' }
    ],
    [
      ...first.map((channel): Child[] => {
        const { mean, quantiles, max } = analysis.channels[channel];
        return [
          clipped(channelName(state, channel)),
          significant(mean),
          `${significant(quantiles.q05)} – ${significant(quantiles.q95)}`,
          significant(max),
          percent(shares[channel].below),
          significant(contributions[channel])
        ];
      }),
      ...(left > 0 ? [[trans.__('and %1 more', exact(left)), '', '', '', '', '']] : [])
    ]
  );
}

function clipped(name: string): string {
  return name.length <= LONGEST_NAME ? name : `${name.slice(0, LONGEST_NAME - 1)}…`;
}
