import {
  chartSection,
  type Child,
  INNER_WIDTH,
  keySection,
  page,
  PAPER_COLOURS,
  paragraph,
  type Section,
  table
} from '../../chart';
import { exact, percent, si } from '../../wording/format';
import { ENGLISH, type Phrases, sentenceOf } from '../../wording/words';
import { decoded, imageGrid } from '../images';
import { accuracyChart, differenceChart, differenceRows } from './chart';
import { examplesOf, type ModelComparisonResult, modelComparisonResult } from './result';
import type { ModelComparisonState } from './state';
import { classesText, costRows, exampleKindName, intervalText, modelComparisonWords } from './words';

const ACCURACY_HEIGHT = 200;
/** Of a row, and of the axis below; pixels. */
const ROW = 21;
const AXIS = 60;
/** Two rows. */
const IMAGES_SHOWN = 12;

/** Accuracy of both, who is right where, differences by class, and images on which they differ, SVG. */
export function modelComparisonPicture(state: ModelComparisonState, trans: Phrases = ENGLISH): string {
  const result = modelComparisonResult(state.comparison);
  const words = modelComparisonWords(result, trans);
  const caption = trans.__(
    'Both networks saw the same images: McNemar’s exact test, intervals by Wilson and Tango.'
  );
  return page(
    { sentence: sentenceOf(words), note: words.detail, caption },
    result ? sectionsOf(result, state, trans) : []
  );
}

function sectionsOf(
  result: ModelComparisonResult,
  { order, shown }: ModelComparisonState,
  trans: Phrases
): Section[] {
  const rows = differenceRows(result, order, trans).length;
  const images = examplesOf(result.comparison, shown).slice(0, IMAGES_SHOWN);
  const title = (text: string): Section => paragraph(text, { size: 14, weight: 600 });
  return [
    modelsSection(result, trans),
    chartSection([accuracyChart(result, trans)], ACCURACY_HEIGHT),
    title(trans.__('Who is right')),
    pairsSection(result, trans),
    title(trans.__('By how much, class by class')),
    keySection([
      { meaning: 'firstModel', opacity: 1, name: trans.__('%1 is better', result.first.name) },
      { meaning: 'secondModel', opacity: 1, name: trans.__('%1 is better', result.second.name) }
    ]),
    chartSection([differenceChart(result, order, trans)], rows * ROW + AXIS),
    paragraph(classesText(result, rows - 1, trans), { size: 12, color: PAPER_COLOURS.textFaint }),
    ...(images.length === 0
      ? []
      : [
          title(
            shown === 'all'
              ? trans.__('Images that they classify differently')
              : trans.__('Images that they classify differently: %1', exampleKindName(shown, result, trans))
          ),
          imageGrid(
            images.map(({ truth, first, second, image }) => ({
              image: decoded(image),
              caption: [truth, `1: ${first}`, `2: ${second}`]
            }))
          )
        ])
  ];
}

function modelsSection({ first, second, comparison }: ModelComparisonResult, trans: Phrases): Section {
  const costs = costRows(trans);
  return table(
    [
      { title: trans.__('network'), x: 0, align: 'left' },
      { title: trans.__('right'), x: 250, align: 'right' },
      { title: trans.__('%1 interval', percent(comparison.level, 0)), x: 390, align: 'right' },
      ...costs.map(({ name }, i) => ({
        title: name,
        x: i === 0 ? 470 : INNER_WIDTH,
        align: 'right' as const
      }))
    ],
    [first, second].map(({ name, accuracy, interval, report }, i): Child[] => [
      `${i + 1}: ${name.slice(0, 24)}`,
      percent(accuracy, 2),
      intervalText(interval, trans),
      ...costs.map(({ value }) => (report ? si(value(report)) : '–'))
    ])
  );
}

/** The 2 × 2 table: rows are the first network, columns the second. */
function pairsSection(
  { first, second, comparison: { answers } }: ModelComparisonResult,
  trans: Phrases
): Section {
  return table(
    [
      { title: '', x: 0, align: 'left' },
      { title: trans.__('%1 right', second.name.slice(0, 20)), x: 380, align: 'right' },
      { title: trans.__('%1 wrong', second.name.slice(0, 20)), x: INNER_WIDTH, align: 'right' }
    ],
    [
      [trans.__('%1 right', first.name.slice(0, 24)), exact(answers.bothRight), exact(answers.onlyFirst)],
      [trans.__('%1 wrong', first.name.slice(0, 24)), exact(answers.onlySecond), exact(answers.bothWrong)]
    ]
  );
}
