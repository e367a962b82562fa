import type { ClosedForm, CostTermName } from '../../analysis';
import { PAPER_COLOURS as COLORS } from '../../chart/colours';
import { type Child, element, type Markup } from '../../chart/markup';
import { INNER_WIDTH, page, type Section, table } from '../../chart/page';
import {
  blockName,
  blockSentence,
  type BlockComparison,
  kernelOf,
  mapOf,
  separationSentence
} from '../../views/block-explorer/cell';
import { counted, exact, isoDay, si, tickLabel, times } from '../../wording/format';
import { breakEvenPlot } from './break-even';
import { drawPlot } from './plot';

/** Hues by what a layer does, those of the live view: widens, looks around, mixes channels, gates. */
const TERM_COLORS: Readonly<Record<CostTermName, string>> = {
  standard: '#757575',
  expand: COLORS.depth,
  depthwise: COLORS.resolution,
  pointwise: COLORS.width,
  project: COLORS.width,
  squeeze: '#99226b',
  excite: '#99226b',
  bias: '#3b3b3b',
  normalization: '#3b3b3b'
};
const PLOT_HEIGHT = 150;
/** Narrower segments have no room for their name; the table names them. */
const LABELLED_SHARE = 0.17;

/** The three ways to fill one place: stacked costs, and each summand with its formula. */
export function blockPicture(comparison: BlockComparison, today: Date): string {
  const { state, block } = comparison;
  const map = mapOf(block.outputSize, state.spatialDimensions);
  return page(
    {
      sentence: blockSentence(comparison),
      note:
        `Kernel ${kernelOf(state)}, stride ${state.stride}; the map that comes out is ${map} with ` +
        `${counted(state.outputFilters, 'channel')}. ${separationSentence(comparison)}`,
      caption:
        `MACs: multiply–accumulates for one image, by closed forms, on ${isoDay(today)}. Parameters without normalisation. ` +
        'S: side of the map that comes in, Sₒ: that goes out, k: kernel, C: channels in, C′: out, m: expanded, q: hidden width of ' +
        'squeeze-and-excitation. Blue point: here. Blocks: Sandler et al., arXiv 1801.04381; Tan and Le, arXiv 1905.11946.'
    },
    [bars(comparison), terms(comparison), breakEvenPlot(comparison)]
  );
}

interface Way {
  name: string;
  form: ClosedForm;
}

function waysOf({ state, standard, separable, block }: BlockComparison): Way[] {
  return [
    { name: 'standard', form: standard },
    { name: 'separable', form: separable },
    { name: blockName(state), form: block }
  ];
}

interface Segment {
  way: string;
  term: CostTermName;
  from: number;
  to: number;
}

function segmentsOf({ name, form }: Way): Segment[] {
  let from = 0;
  return form.terms
    .filter((term) => term.macs > 0)
    .map((term) => {
      const segment = { way: name, term: term.name, from, to: from + term.macs };
      from = segment.to;
      return segment;
    });
}

function bars(comparison: BlockComparison): Section {
  const ways = waysOf(comparison);
  const segments = ways.flatMap(segmentsOf);
  const largest = Math.max(...ways.map(({ form }) => form.macs));
  const markup = drawPlot((plot) => ({
    width: INNER_WIDTH,
    height: PLOT_HEIGHT,
    marginLeft: 84,
    marginRight: 112,
    marginTop: 4,
    marginBottom: 34,
    x: { domain: [0, largest], label: 'MACs per image', tickFormat: tickLabel, ticks: 4 },
    y: { domain: ways.map(({ name }) => name), label: null, padding: 0.25, tickSize: 0 },
    marks: [
      plot.gridX({ stroke: COLORS.grid, strokeOpacity: 1, ticks: 4 }),
      plot.barX(segments, {
        y: 'way',
        x1: 'from',
        x2: 'to',
        fill: (segment: Segment) => TERM_COLORS[segment.term],
        insetRight: 1
      }),
      plot.text(
        segments.filter(({ from, to }) => to - from > LABELLED_SHARE * largest),
        {
          y: 'way',
          x: ({ from, to }: Segment) => (from + to) / 2,
          text: 'term',
          fill: COLORS.background
        }
      ),
      plot.text(ways, {
        y: 'name',
        x: ({ form }: Way) => form.macs,
        text: ({ form }: Way) => `${si(form.macs)} (${times(form.macs / comparison.standard.macs)})`,
        textAnchor: 'start',
        dx: 6,
        fontWeight: 600
      })
    ]
  }));
  return { height: PLOT_HEIGHT, markup };
}

function terms(comparison: BlockComparison): Section {
  const rows = waysOf(comparison).flatMap(({ name, form }): Child[][] => [
    [strong(name), '', '', strong(fitting(form.macs), 'end'), strong(fitting(form.params), 'end')],
    ...form.terms.map((term): Child[] => [
      swatch(term.name),
      term.macs > 0 ? term.formula : '–',
      term.macs > 0 ? term.filled : '–',
      term.macs > 0 ? fitting(term.macs) : '0',
      fitting(term.params)
    ])
  ]);
  return table(
    [
      { title: 'layer', x: 0, align: 'left' },
      { title: 'MACs by', x: 104, align: 'left' },
      { title: 'in numbers', x: 204, align: 'left' },
      { title: 'MACs', x: 472, align: 'right' },
      { title: 'parameters', x: INNER_WIDTH, align: 'right' }
    ],
    rows
  );
}

/** Exact where it fits its column. */
function fitting(value: number): string {
  return value < 1e10 ? exact(value) : si(value);
}

function strong(text: string, anchor: 'start' | 'end' = 'start'): Markup {
  return element('text', { y: 15, 'font-weight': 600, 'text-anchor': anchor }, text);
}

function swatch(term: CostTermName): Markup {
  return element(
    'g',
    {},
    element('rect', { x: 0, y: 5, width: 10, height: 10, fill: TERM_COLORS[term] }),
    element('text', { x: 16, y: 15 }, term)
  );
}
