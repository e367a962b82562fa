import {
  COLUMN_MEANINGS,
  type CostReport,
  type ProportionInterval,
  rowMeaning,
  type Table,
  tableOf
} from '../../analysis';
import { counted, exact, percent, plain, pointsText, significant, times } from '../../wording/format';
import { ENGLISH, type Phrases, type ResultText } from '../../wording/words';
import { type ClassDifference, type ModelComparisonResult, orderedClasses } from './result';
import type { ClassOrder, ExampleKind } from './state';

export function pText(pValue: number): string {
  return pValue < 1e-4 ? 'p < 0.0001' : `p = ${significant(pValue)}`;
}

export function intervalText({ from, to }: ProportionInterval, trans: Phrases): string {
  return trans.__('%1 to %2', percent(from, 2), percent(to, 2));
}

export function differenceText({ from, to }: ProportionInterval, trans: Phrases): string {
  return trans.__('%1 to %2', pointsText(from), pointsText(to));
}

/** Whether one network is better on these images, how far that can be trusted, and what it costs. */
export function modelComparisonWords(
  result: ModelComparisonResult | null,
  trans: Phrases = ENGLISH
): ResultText {
  if (result === null) {
    return {
      before: trans.__('Nothing is compared yet.'),
      factor: '',
      after: '',
      detail: trans.__('A cell compares two networks on the same images.')
    };
  }
  const { images, comparison, test, verdict, first, second } = result;
  const on = trans.__('%1 %2 images', exact(images), comparison.dataset);
  const detail = [chanceText(result, trans), costText(result, trans)].filter((text) => text !== '').join(' ');
  if (verdict === 'same') {
    return {
      before: trans.__('%1 and %2 are right on the same images: ', first.name, second.name),
      factor: percent(first.accuracy, 2),
      after: trans.__(' of %1.', on),
      detail
    };
  }
  const size = pointsText(Math.abs(test.difference)).replace('+', '');
  if (verdict === 'open') {
    return {
      before: trans.__('%1 can’t tell %2 from %3: they lie ', on, first.name, second.name),
      factor: trans.__('%1 points', size),
      after: trans.__(' apart, as luck may have it (%1).', pText(test.pValue)),
      detail
    };
  }
  const [better, other] = verdict === 'first' ? [first, second] : [second, first];
  return {
    before: trans.__('%1 is better than %2 on %3, by ', better.name, other.name, on),
    factor: trans.__('%1 points', size),
    after: trans.__(': luck alone seldom does that (%1).', pText(test.pValue)),
    detail
  };
}

/** McNemar's p as what it is: how often a fair coin splits the images at least as unevenly. */
export function chanceText({ test, comparison }: ModelComparisonResult, trans: Phrases): string {
  const { onlyFirst, onlySecond, pValue, interval } = test;
  const alone = onlyFirst + onlySecond;
  const range = trans.__(
    'Difference %1 points, %2 interval %3.',
    pointsText(test.difference),
    percent(comparison.level, 0),
    differenceText(interval, trans)
  );
  if (alone === 0) {
    return range;
  }
  const often = pValue < 1e-4 ? trans.__('less than 0.01 %') : `${significant(100 * pValue)} %`;
  return `${range} ${trans.__(
    'One alone is right on %1: %2 to %3. Two equally good networks would split as unevenly in %4 of cases.',
    counted(alone, 'image'),
    exact(onlyFirst),
    exact(onlySecond),
    often
  )}`;
}

/** What the second network costs beside the first; empty where a specification isn't known. */
export function costText({ first, second }: ModelComparisonResult, trans: Phrases): string {
  if (!first.report || !second.report) {
    return '';
  }
  return trans.__(
    '%1 takes %2 the MACs and %3 the parameters of %4.',
    second.name,
    times(second.report.macs.total / first.report.macs.total),
    times(second.report.params.trainable / first.report.params.trainable),
    first.name
  );
}

/** How many classes differ by more than luck explains, and how many would by luck. */
export function classesText(
  { classes, comparison, distinctClasses }: ModelComparisonResult,
  drawn: number,
  trans: Phrases
): string {
  const { level, classCount } = comparison;
  const left = [
    drawn < classes.length
      ? trans.__(
          '%1 of %2 classes are drawn; the data table has the others.',
          exact(drawn),
          exact(classes.length)
        )
      : '',
    classes.length < classCount
      ? trans.__(
          'The document keeps %1 of %2 classes, those that differ most.',
          exact(classes.length),
          exact(classCount)
        )
      : ''
  ];
  const luck = trans.__(
    'In %1 of %2 the interval leaves out 0; where nothing differs, about %3 would by luck.',
    exact(distinctClasses),
    classes.length === 1 ? trans.__('1 class') : trans.__('%1 classes', exact(classes.length)),
    plain((1 - level) * classes.length)
  );
  return [luck, ...left].filter((text) => text !== '').join(' ');
}

export function exampleKindName(
  kind: ExampleKind,
  { first, second }: ModelComparisonResult,
  trans: Phrases
): string {
  switch (kind) {
    case 'all':
      return trans.__('all');
    case 'onlyFirst':
      return trans.__('only %1 is right', first.name);
    case 'onlySecond':
      return trans.__('only %1 is right', second.name);
    case 'bothWrong':
      return trans.__('both are wrong');
  }
}

/** Costs side by side, where they are known. */
export interface CostRow {
  name: string;
  why: string;
  value(report: CostReport): number;
}

export function costRows(trans: Phrases): CostRow[] {
  return [
    { name: trans.__('MACs'), why: rowMeaning('comparedMacs', trans), value: ({ macs }) => macs.total },
    {
      name: trans.__('parameters'),
      why: rowMeaning('comparedParams', trans),
      value: ({ params }) => params.trainable
    }
  ];
}

/** All classes of the document with their counts, for the data table and CSV. */
export function classesTable(
  result: ModelComparisonResult,
  order: ClassOrder,
  trans: Phrases = ENGLISH
): Table {
  const { first, second, classes, comparison } = result;
  const number = (key: string, name: string, meaning: string, value: (row: ClassDifference) => number) =>
    ({ key, name, kind: 'number', meaning, value }) as const;
  return tableOf<ClassDifference>(
    trans.__('Classes'),
    [
      {
        key: 'class',
        name: trans.__('class'),
        kind: 'text',
        meaning: COLUMN_MEANINGS.comparedClass,
        value: ({ name }) => name
      },
      {
        key: 'images',
        name: trans.__('images'),
        kind: 'integer',
        meaning: COLUMN_MEANINGS.comparedImages,
        value: ({ images }) => images
      },
      number(
        'first_accuracy',
        first.name,
        COLUMN_MEANINGS.classAccuracy,
        (row) => (row.bothRight + row.onlyFirst) / row.images
      ),
      number(
        'second_accuracy',
        second.name,
        COLUMN_MEANINGS.classAccuracy,
        (row) => (row.bothRight + row.onlySecond) / row.images
      ),
      number(
        'difference',
        trans.__('difference'),
        COLUMN_MEANINGS.accuracyDifference,
        ({ difference }) => difference
      ),
      number(
        'from',
        trans.__('%1 from', percent(comparison.level, 0)),
        COLUMN_MEANINGS.differenceInterval,
        (row) => row.interval.from
      ),
      number(
        'to',
        trans.__('%1 to', percent(comparison.level, 0)),
        COLUMN_MEANINGS.differenceInterval,
        (row) => row.interval.to
      ),
      ...(['bothRight', 'onlyFirst', 'onlySecond', 'bothWrong'] as const).map(
        (key) =>
          ({
            key,
            name: PAIR_NAMES[key](first.name, second.name, trans),
            kind: 'integer',
            meaning: COLUMN_MEANINGS.pairedAnswers,
            value: (row: ClassDifference) => row[key]
          }) as const
      )
    ],
    orderedClasses(classes, order)
  );
}

const PAIR_NAMES = {
  bothRight: (_first: string, _second: string, trans: Phrases) => trans.__('both right'),
  onlyFirst: (first: string, _second: string, trans: Phrases) => trans.__('only %1', first),
  onlySecond: (_first: string, second: string, trans: Phrases) => trans.__('only %1', second),
  bothWrong: (_first: string, _second: string, trans: Phrases) => trans.__('both wrong')
} as const;
