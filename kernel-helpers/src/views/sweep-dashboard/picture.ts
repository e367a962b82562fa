import type { WinnerReport } from '../../analysis';
import { chartSection, type Child, INNER_WIDTH, keySection, page, type Section, table } from '../../chart';
import { exact, isoDay, si } from '../../wording/format';
import { ENGLISH, type Phrases, sentenceOf } from '../../wording/words';
import { sweepAxes, sweepChart, sweepKey } from './chart';
import { accuracyOf, keptBy, type SweepResult, type SweepRow, sweepResult, winnerOf } from './result';
import type { SweepDashboardState } from './state';
import {
  accuracyText,
  candidateStatus,
  costName,
  epochsText,
  intervalWords,
  omittedText,
  setupText,
  sweepWords
} from './words';

const HEIGHT = 320;
const LISTED = 8;
/** More points than this would make the picture longer than its worth. */
const MOST_DRAWN = 1200;

/**
 * Accuracy against cost of all candidates and the best of them, SVG.
 * @param winner How far the best can be trusted, where the caller computes that in steps; null as long as it does.
 */
export function sweepPicture(
  state: SweepDashboardState,
  trans: Phrases = ENGLISH,
  winner?: WinnerReport | null
): string {
  const result = sweepResult(state.sweep);
  const words = sweepWords(result, winner === undefined ? result && winnerOf(result) : winner, trans);
  return page(
    {
      sentence: sentenceOf(words),
      note: words.detail,
      caption: result ? captionOf(result, trans) : ''
    },
    result ? sectionsOf(result, state, trans) : []
  );
}

function sectionsOf(result: SweepResult, state: SweepDashboardState, trans: Phrases): Section[] {
  const { cost, brushes, selected } = state;
  const places = drawnPlaces(result);
  const drawn = { result, cost, kept: keptBy(result, brushes), places, selected };
  return [
    keySection(sweepKey(result, brushes.length > 0, trans)),
    chartSection([sweepChart(drawn, sweepAxes(result, cost), trans)], HEIGHT),
    ...(result.ranked.length > 0 ? [listing(result, trans)] : [])
  ];
}

/** All, or those that came farthest and an even choice of the others. */
function drawnPlaces({ rows }: SweepResult): number[] {
  if (rows.length <= MOST_DRAWN) {
    return rows.map(({ place }) => place);
  }
  const far = [...rows].sort(
    (a, b) => (b.measuredAt ?? -1) - (a.measuredAt ?? -1) || accuracyOf(b) - accuracyOf(a)
  );
  const first = far.slice(0, MOST_DRAWN / 2);
  const rest = far.slice(MOST_DRAWN / 2);
  const stride = Math.ceil(rest.length / (MOST_DRAWN / 2));
  return [...first, ...rest.filter((_, i) => i % stride === 0)].map(({ place }) => place);
}

function captionOf(result: SweepResult, trans: Phrases): string {
  const { rows, sweep } = result;
  const drawn = drawnPlaces(result).length;
  return [
    setupText(sweep, trans),
    ...(drawn < rows.length
      ? [
          trans.__(
            'Drawn: %1 of %2 candidates, those that came farthest and an even choice of the others.',
            exact(drawn),
            exact(rows.length)
          )
        ]
      : []),
    omittedText(sweep, trans),
    trans.__(
      'Accuracies are means over seeds on validation images, which chose the best: they flatter it. As of %1.',
      isoDay(new Date(sweep.heardAt))
    )
  ]
    .filter((text) => text !== '')
    .join(' ');
}

function listing({ ranked, rung, sweep }: SweepResult, trans: Phrases): Section {
  const epochs = epochsText(sweep.rungs[rung ?? 0], trans);
  return table(
    [
      { title: trans.__('best after %1', epochs), x: 0, align: 'left' },
      { title: trans.__('accuracy'), x: 305, align: 'right', weight: 600 },
      { title: trans.__('95 % interval'), x: 420, align: 'right' },
      { title: costName('macs', trans), x: 490, align: 'right' },
      { title: costName('params', trans), x: INNER_WIDTH, align: 'right' }
    ],
    ranked
      .slice(0, LISTED)
      .map((row): Child[] => [
        shortened(row.name),
        accuracyText(row.accuracy ?? 0),
        row.interval ? intervalWords(row.interval, trans) : '–',
        si(row.macs),
        si(row.params)
      ])
  );
}

function shortened(name: string): string {
  return name.length > 34 ? `${name.slice(0, 33)}…` : name;
}

/** The rows of a text. */
export function listedWords({ ranked, sweep }: SweepResult): string[] {
  return ranked
    .slice(0, LISTED)
    .map(
      (row: SweepRow) =>
        `  ${row.name}: ${accuracyText(row.accuracy ?? 0)}${
          row.interval ? ` (${intervalWords(row.interval, ENGLISH)})` : ''
        }, ${si(row.macs)} MACs, ${si(row.params)} parameters; ${candidateStatus(row, sweep, ENGLISH)}`
    );
}
