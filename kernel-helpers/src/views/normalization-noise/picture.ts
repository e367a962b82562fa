import { chartSection, INNER_WIDTH, page, PAPER_COLOURS, paragraph, type Section, table } from '../../chart';
import { exact, isoDay, percent } from '../../wording/format';
import { ENGLISH, type Phrases, sentenceOf } from '../../wording/words';
import { noiseAxes } from './axes';
import { noiseChart } from './chart';
import { publishedErrorsChart } from './errors-chart';
import { noiseRows, type NoiseRow, widthRows } from './numbers';
import type { NormalizationNoiseResult } from './result';
import { runningChart } from './running-chart';
import type { SimulatedNoise } from './simulation';
import { normalizationNoiseWords, publishedSource, publishedWords, runningWords } from './words';

const HEIGHT = 320;
const SIDE_HEIGHT = 200;

/** The theory of a state, with what was simulated beside it. */
export interface NormalizationNoise {
  result: NormalizationNoiseResult;
  /** Empty where nothing was, or not yet. */
  simulated: readonly SimulatedNoise[];
}

/** The picture that a notebook keeps and that is exported, SVG: charts with the sentence, numbers and sources. */
export function noisePicture(
  { result, simulated }: NormalizationNoise,
  today: Date,
  trans: Phrases = ENGLISH
): string {
  const { state } = result;
  const axes = noiseAxes(result);
  const words = normalizationNoiseWords(result, trans);
  const points =
    simulated.length > 0
      ? trans.__('Hollow points: simulated, seed %1, with 95 % intervals.', exact(state.seed))
      : trans.__('Theory alone: nothing was simulated.');
  const note = (text: string): Section => paragraph(text, { size: 12.5, color: PAPER_COLOURS.textFaint });
  return page(
    {
      sentence: sentenceOf(words),
      note: words.detail,
      caption: trans.__(
        '%1 Published errors: %2. Computed on %3.',
        result.measured?.points.length
          ? trans.__(
              '%1 Squares: measured at %2, with %3 intervals.',
              points,
              result.measured.layer.name,
              percent(state.measured?.confidence ?? 0, 0)
            )
          : points,
        publishedSource(trans),
        isoDay(today)
      )
    },
    [
      chartSection([noiseChart(result, simulated, axes, trans)], HEIGHT),
      rowsTable(
        ['', trans.__('by count'), trans.__('batch norm'), trans.__('group norm')],
        noiseRows(result, trans)
      ),
      rowsTable(
        [
          state.channels === 1
            ? trans.__('noise of the mean of C = 1 channel')
            : trans.__('noise of the means of C = %1 channels', exact(state.channels)),
          '',
          trans.__('with twice the channels')
        ],
        widthRows(result, trans)
      ),
      chartSection([publishedErrorsChart(trans), runningChart(result, axes, trans)], SIDE_HEIGHT),
      note(publishedWords(trans)),
      note(runningWords(result, trans))
    ]
  );
}

/** Rows with their numbers set right, one column beside the other. */
function rowsTable([first, ...titles]: readonly string[], rows: readonly NoiseRow[]): Section {
  const width = (INNER_WIDTH - NAMES) / titles.length;
  return table(
    [
      { title: first, x: 0, align: 'left' },
      ...titles.map((title, i) => ({ title, x: NAMES + (i + 1) * width, align: 'right' as const }))
    ],
    rows.map(({ name, values }) => [name, ...values.map(({ text }) => text)])
  );
}

/** Where names end, pixels. */
const NAMES = 262;
