import { counted, exact, percent, pointsText } from '../../wording/format';
import { ENGLISH, sentenceOf } from '../../wording/words';
import { type ViewCell, viewCell } from '../cell';
import { drawnClasses, type ModelComparisonResult, modelComparisonResult } from './result';
import {
  MODEL_COMPARISON_START,
  type ComparedAnswers,
  type ModelComparisonDocument,
  type ModelComparisonState
} from './state';
import { modelComparisonPicture } from './picture';
import { classesText, differenceText, intervalText, modelComparisonWords } from './words';

/** Classes named in the text; the document has more. */
const CLASSES_NAMED = 12;

/** What a cell shows of two networks' answers. */
export function modelComparisonCell(comparison: ComparedAnswers): ViewCell<ModelComparisonDocument> {
  // A comparison may hold more than a document takes.
  const { dataset, first, second, level, answers, differingImages, classes, classCount, examples } =
    comparison;
  const kept = { dataset, first, second, level, answers, differingImages, classes, classCount, examples };
  return modelComparisonStateCell({ ...MODEL_COMPARISON_START, comparison: kept });
}

/**
 * What a cell shows of a document's state.
 * @throws SpecError for counts that don't fit together.
 */
export function modelComparisonStateCell(state: ModelComparisonState): ViewCell<ModelComparisonDocument> {
  const result = modelComparisonResult(state.comparison);
  const words = modelComparisonWords(result);
  return viewCell('model-comparison', {
    sentence: sentenceOf(words),
    data: state,
    details: [words.detail, ...(result ? linesOf(result, state) : [])].join('\n'),
    svg: modelComparisonPicture(state)
  });
}

function linesOf(result: ModelComparisonResult, { order }: ModelComparisonState): string[] {
  const { first, second, comparison, classes } = result;
  const { bothRight, onlyFirst, onlySecond, bothWrong } = comparison.answers;
  const named = drawnClasses(classes, order, CLASSES_NAMED);
  return [
    ...[first, second].map(
      ({ name, accuracy, interval }) =>
        `${name}: ${percent(accuracy, 2)} right (${intervalText(interval, ENGLISH)})`
    ),
    `both right ${exact(bothRight)}, only ${first.name} ${exact(onlyFirst)}, only ${second.name} ${exact(onlySecond)}, ` +
      `both wrong ${exact(bothWrong)}; classified differently ${exact(comparison.differingImages)}`,
    ...named.map(
      ({ name, images, difference, interval }) =>
        `${name}: ${pointsText(difference)} points (${differenceText(interval, ENGLISH)}) on ${counted(images, 'image')}`
    ),
    classesText(result, named.length, ENGLISH).replace(
      ' are drawn; the data table has',
      ' are named; the document has'
    )
  ];
}
