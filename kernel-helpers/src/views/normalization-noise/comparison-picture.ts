import { type NormalizationComparison, normalizationComparisonInWords, type RecordSet } from '../../analysis';
import { chartSection, INNER_WIDTH, page, table } from '../../chart';
import { isoDay, percent } from '../../wording/format';
import { ENGLISH } from '../../wording/words';
import { measuredErrorsChart, publishedErrorsChart } from './errors-chart';
import { publishedSource } from './words';

const HEIGHT = 240;

/** A measured error, its interval behind it. */
export function errorText({ mean, from, to }: { mean: number; from: number; to: number }): string {
  const one = (value: number): string => value.toFixed(1).replace('-', '−');
  return `${one(mean)} (${one(from)} to ${one(to)})`;
}

/**
 * Batch against group normalisation by batch size, SVG: what was measured with its intervals, the published curve beside
 * it, and what follows in words.
 * @param runs Where it was measured, for the caption.
 */
export function comparisonPicture(comparison: NormalizationComparison, runs: RecordSet, today: Date): string {
  const { sizes, seeds, confidence } = comparison;
  const [sentence, ...more] = normalizationComparisonInWords(comparison);
  const { source, date } = runs.records[0].provenance;
  return page(
    {
      sentence,
      note: more.join(' '),
      caption:
        `Left: ${source}, ${date}; means of ${seeds} seeds with ${percent(confidence, 0)} intervals (Student). ` +
        `Right: ${publishedSource()}; no intervals are published. Computed on ${isoDay(today)}.`
    },
    [
      chartSection([measuredErrorsChart(comparison), publishedErrorsChart(ENGLISH)], HEIGHT),
      table(
        [
          { title: 'N', x: 24, align: 'right' },
          { title: 'batch norm, error in %', x: 210, align: 'right' },
          { title: 'group norm, error in %', x: 390, align: 'right' },
          { title: 'batch − group, points', x: INNER_WIDTH, align: 'right' }
        ],
        sizes.map(({ batchSize, batch, group, difference }) => [
          String(batchSize),
          ...[batch, group, difference].map(errorText)
        ])
      )
    ]
  );
}
