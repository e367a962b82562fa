import { columnMeaning, rowMeaning } from '@efficientnet-lab/kernel-helpers/analysis';
import {
  costRows,
  differenceText,
  intervalText,
  type ModelComparisonResult,
  pText
} from '@efficientnet-lab/kernel-helpers/views/model-comparison';
import { exact, percent, pointsText, si, times, unbroken } from '@efficientnet-lab/kernel-helpers/wording';
import type { TranslationBundle } from '@jupyterlab/translation';
import { type Cell, table } from '../../controls/table';

/** Accuracy and cost of both, with the difference. */
export function modelsTable(result: ModelComparisonResult, trans: TranslationBundle): HTMLTableElement {
  const { first, second, test, comparison } = result;
  const level = percent(comparison.level, 0);
  const costs = costRows(trans).map(({ name, why, value }): Cell[] => [
    { text: name, title: why },
    ...[first, second].map(({ report }): Cell =>
      report ? { text: si(value(report)), title: exact(value(report)) } : '–'
    ),
    first.report && second.report ? times(value(first.report) / value(second.report)) : '–'
  ]);
  return table(
    trans.__('Both networks'),
    [
      { label: '', title: trans.__('Figures of both networks') },
      { label: first.name, title: trans.__('The first network'), numeric: true },
      { label: second.name, title: trans.__('The second network'), numeric: true },
      {
        label: trans.__('first to second'),
        title: trans.__('Difference in percentage points; of costs first ÷ second'),
        numeric: true
      }
    ],
    [
      [
        { text: trans.__('right'), title: rowMeaning('comparedAccuracy', trans) },
        ...[first, second].map(({ accuracy }) => ({ text: percent(accuracy, 2), title: String(accuracy) })),
        { text: pointsText(test.difference), title: `${100 * test.difference}` }
      ],
      [
        {
          text: trans.__('%1 interval', level),
          title: rowMeaning('comparedInterval', trans)
        },
        ...[first, second].map(({ interval }) => unbroken(intervalText(interval, trans))),
        differenceText(test.interval, trans)
      ],
      ...costs
    ]
  );
}

/** How many images both, one or none of the two name right. */
export function pairsTable(result: ModelComparisonResult, trans: TranslationBundle): HTMLTableElement {
  const { first, second, images, comparison, test } = result;
  const { bothRight, onlyFirst, onlySecond, bothWrong } = comparison.answers;
  const cell = (count: number): Cell => ({ text: exact(count), title: percent(count / images, 2) });
  const right = (name: string): string => trans.__('%1 right', name);
  const column = (label: string) => ({
    label,
    title: columnMeaning('pairedAnswers', trans),
    numeric: true
  });
  return table(
    trans.__('Who is right'),
    [
      { label: trans.__('images'), title: trans.__('Rows are the first network, columns the second') },
      column(right(second.name)),
      column(trans.__('%1 wrong', second.name)),
      column(trans.__('together'))
    ],
    [
      [
        { text: right(first.name), title: rowMeaning('firstRight', trans) },
        cell(bothRight),
        cell(onlyFirst),
        cell(bothRight + onlyFirst)
      ],
      [
        { text: trans.__('%1 wrong', first.name), title: rowMeaning('firstWrong', trans) },
        cell(onlySecond),
        cell(bothWrong),
        cell(onlySecond + bothWrong)
      ],
      [
        {
          text: unbroken(pText(test.pValue)),
          title: rowMeaning('mcnemar', trans)
        },
        cell(bothRight + onlySecond),
        cell(onlyFirst + bothWrong),
        cell(images)
      ]
    ]
  );
}
