import type { Calibration } from '../../analysis';
import {
  chartSection,
  type Column,
  INNER_WIDTH,
  page,
  PAPER_COLOURS,
  paragraph,
  type Section,
  table
} from '../../chart';
import { counted, exact, percent } from '../../wording/format';
import { ENGLISH, type Phrases } from '../../wording/words';
import { decoded, imageGrid, type LabelledImage } from '../images';
import { confusionChart, confusionView, reliabilityChart } from './chart';
import { evaluationResult } from './result';
import type { ClassResult, EvaluationState, Mistake } from './state';
import { captionWords, classesNamed, evaluationWords, matrixNote, reliabilityWords, shareOf } from './words';

/** Of a row of the confusion matrix, at most and for all rows; and of its axis; pixels. */
const CELL = 40;
const MOST_CELLS = 520;
const AXIS = 66;
const RELIABILITY_HEIGHT = 220;
/** Two rows. */
const MISTAKES_SHOWN = 12;
/** Characters that fit the first column. */
const LONGEST_NAME = 28;

/** Confusion matrix, the most confident mistakes, classes and reliability of one evaluation; or how to get one. */
export function evaluationPicture(
  { evaluation, cells }: Pick<EvaluationState, 'evaluation' | 'cells'>,
  trans: Phrases = ENGLISH
): string {
  const result = evaluationResult(evaluation);
  if (result === null) {
    const { sentence, detail } = evaluationWords(null, trans);
    return page({ sentence, caption: detail }, []);
  }
  const { matrix } = result;
  const { mistakes, mostConfident, classes, calibration } = result.evaluation;
  const shown = mistakes
    .slice(0, Math.min(MISTAKES_SHOWN, mostConfident))
    .map((mistake) => labelled(mistake, classes, trans));
  const rows = Math.min(CELL * matrix.places.length, MOST_CELLS);
  const sections: Section[] = [
    chartSection([confusionChart(confusionView(result, cells), trans)], rows + AXIS)
  ];
  const part = matrixNote(result, trans);
  if (part !== '') {
    sections.push(paragraph(part, { size: 12, color: PAPER_COLOURS.textFaint }));
  }
  if (shown.length > 0) {
    const title = trans.__('The most confident mistakes');
    sections.push(paragraph(title, { size: 14, weight: 600 }), imageGrid(shown));
  } else if (matrix.allMistakes === 0) {
    sections.push(paragraph(trans.__('No mistakes.'), { size: 14, color: PAPER_COLOURS.textFaint }));
  }
  sections.push(...classTable(classes, trans), ...reliability(calibration, trans));
  const { sentence, detail } = evaluationWords(evaluation, trans);
  return page(
    {
      sentence,
      note: `${counted(matrix.allMistakes, trans.__('mistake'))}. ${detail}`,
      caption: captionWords(result.evaluation, cells, trans)
    },
    sections
  );
}

function classTable(perClass: readonly ClassResult[], trans: Phrases): Section[] {
  const named = classesNamed(perClass);
  const title =
    named.length < perClass.length
      ? trans.__('The %1 classes with the lowest F1', exact(named.length))
      : trans.__('Class by class');
  const columns: Column[] = [
    { title: trans.__('class'), x: 0, align: 'left' },
    { title: trans.__('images'), x: 250, align: 'right' },
    { title: trans.__('recall'), x: 350, align: 'right' },
    { title: trans.__('precision'), x: 450, align: 'right' },
    { title: trans.__('F1'), x: INNER_WIDTH - 20, align: 'right' }
  ];
  const rows = named.map(({ name, images, recall, precision, f1 }) => [
    name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name,
    exact(images),
    shareOf(recall),
    shareOf(precision),
    shareOf(f1)
  ]);
  return [paragraph(title, { size: 14, weight: 600 }), table(columns, rows)];
}

function labelled(
  { image, truth, predicted, confidence }: Mistake,
  classes: readonly ClassResult[],
  trans: Phrases
): LabelledImage {
  return {
    image: decoded(image),
    caption: [
      trans.__('%1, read as %2', classes[truth].name, classes[predicted].name),
      trans.__('%1 sure', percent(confidence))
    ]
  };
}

function reliability(calibration: Calibration, trans: Phrases): Section[] {
  return [
    paragraph(trans.__('Confidence and accuracy'), { size: 14, weight: 600 }),
    chartSection([reliabilityChart(calibration, trans)], RELIABILITY_HEIGHT),
    paragraph(reliabilityWords(trans), { size: 12, color: PAPER_COLOURS.textFaint })
  ];
}
