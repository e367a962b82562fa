import { csvOf } from '@efficientnet-lab/kernel-helpers/analysis';
import type { Chart } from '@efficientnet-lab/kernel-helpers/chart';
import { viewDocument } from '@efficientnet-lab/kernel-helpers/views';
import {
  classTable,
  confusionTable,
  confusionView,
  EVALUATION_START,
  type EvaluationDocument,
  evaluationPicture,
  type EvaluationResult,
  type EvaluationState,
  evaluationWords,
  liveConfusionChart,
  matrixNote,
  pickedCell,
  reliabilityChart,
  reliabilityWords,
  sortedRows
} from '@efficientnet-lab/kernel-helpers/views/evaluation';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Choices, switchOf } from '../../controls/choices';
import type { MenuEntry } from '../../controls/menu';
import { downloadText } from '../../dom/download';
import { element, setText } from '../../dom/element';
import { cellCode } from '../../frame/cell-code';
import { emptyPlace } from '../../frame/empty-place';
import type { LabView } from '../../frame/lab-view';
import type { Part, PartMaker } from '../../frame/parts';
import { openerOf, viewOf } from '../../frame/parts-view';
import type { ViewEnvironment } from '../../tokens';
import { CellImages } from './cell-images';
import { ClassTable } from './class-table';
import { evaluationFilling } from './empty';
import { EvaluationModel } from './model';
import { figuresTable, whyContent } from './why';

/** Null as long as nothing is evaluated. */
type Result = EvaluationResult | null;

/** Of a row of the matrix, of all at most, and of the axis below; pixels. */
const ROW = 40;
const MOST_ROWS = 560;
const AXIS = 64;

/** Which classes a network confuses, what it confused them in, and whether it knows how sure it may be. */
function evaluationView(model: EvaluationModel, environment: ViewEnvironment): LabView {
  const { trans } = environment;
  return viewOf('evaluation', model, environment, (make: PartMaker<Result>) => {
    const filling = evaluationFilling(() => model.takeExample(), trans);
    const images = new CellImages(() => model.select(null), trans);
    const classes = new ClassTable((column) => model.sortBy(column), trans);
    const nothing = (): HTMLElement => element('p', {}, evaluationWords(null, trans).detail);
    return {
      className: 'jp-EnetEvaluation',
      fileName: 'efficientnet-evaluation',
      title: trans.__('Evaluation'),
      broken: trans.__('This is no evaluation'),
      words: (result) => evaluationWords(result?.evaluation ?? null, trans),
      parts: [
        emptyPlace(filling, () => model.state.evaluation === null, trans),
        make.box('jp-EnetEvaluation-picture', cellSwitch(model, trans), ...matrixParts(model, make, trans), {
          node: images.node,
          render: (result) => result && images.update(result, model.state.selected)
        }),
        make.box(
          'jp-EnetSide',
          make.content((result) => (result ? figuresTable(result, trans) : new Text())),
          element('h3', {}, trans.__('Confidence and accuracy')),
          make.chart(
            'jp-EnetEvaluation-reliability',
            (result) => result && reliabilityChart(result.evaluation.calibration, trans)
          ),
          element('p', { class: 'jp-EnetSource' }, reliabilityWords(trans))
        ),
        make.box('jp-mod-wide', {
          node: classes.node,
          render: (result) => result && classes.update(result.rows, model.state.sort)
        })
      ],
      whyTitle: trans.__('How accuracy, F1 and calibration are computed'),
      why: (result) => (result ? whyContent(result, trans) : nothing()),
      dataTitle: trans.__('Classes'),
      data: (result) => (result ? classTable(sortedRows(result.rows, model.state.sort), trans) : nothing()),
      csv: (result) => csvOf(classTable(result ? sortedRows(result.rows, model.state.sort) : [], trans)),
      code: () => cellCode<object>('show', documentOf(model.state, trans), {}),
      paper: () => evaluationPicture(model.state, trans),
      entries: [matrixDownload(model, trans)],
      help: [
        trans.__(
          'A cell of the matrix counts the images of its row’s class that were read as its column’s. Click a cell, or reach it with the arrow keys and press Enter, to see those whose image is kept. Choose the same cell again to see those of all cells.'
        ),
        trans.__(
          'Click the heading of a column to sort the classes by it; hover over it to see how it is computed.'
        ),
        trans.__(
          'Everything is in the notebook: no kernel is needed. Evaluate again for other images or another network.'
        )
      ]
    };
  });
}

export const opener = openerOf<EvaluationDocument>(
  () => ({ ...EVALUATION_START }),
  (data, environment, start) => evaluationView(new EvaluationModel(data, start), environment)
);

/** The heading of the matrix, and whether it holds counts or shares. */
function cellSwitch(model: EvaluationModel, trans: TranslationBundle): Part<Result> {
  const choices = new Choices<EvaluationState>();
  const kind = (cells: EvaluationState['cells'], label: string, title: string): HTMLElement =>
    choices.button(
      label,
      title,
      () => model.fill(cells),
      (state) => state.cells === cells
    );
  return {
    node: element(
      'div',
      { class: 'jp-EnetEvaluation-row' },
      element('h3', {}, trans.__('Confusion matrix')),
      switchOf(
        trans.__('What stands in the cells'),
        kind('counts', trans.__('images'), trans.__('Numbers of images')),
        kind(
          'shares',
          trans.__('shares'),
          trans.__('Shares of the images of the true class: rows add up to 100 %')
        )
      )
    ),
    update: () => choices.update(model.state)
  };
}

/** The matrix, as high as its classes ask for, and which part of all classes it shows. */
function matrixParts(
  model: EvaluationModel,
  make: PartMaker<Result>,
  trans: TranslationBundle
): Part<Result>[] {
  const matrix = make.chart(
    'jp-EnetEvaluation-matrix',
    (result) => result && matrixChart(result, model.state, trans),
    {
      pick: (picked) => {
        const { places } = (model.result as EvaluationResult).matrix;
        const { truth, predicted } = pickedCell(picked);
        // Of the classes that are shown; the state counts all.
        model.select({ truth: places[truth], predicted: places[predicted] });
      }
    },
    (result) => Math.min(ROW * (result?.matrix.places.length ?? 0), MOST_ROWS) + AXIS
  );
  const note = element('p', { class: 'jp-EnetSource' });
  return [matrix, { node: note, render: (result) => setText(note, result ? matrixNote(result, trans) : '') }];
}

function matrixChart(
  result: EvaluationResult,
  { selected, cells }: EvaluationState,
  trans: TranslationBundle
): Chart {
  const { places } = result.matrix;
  const chosen = selected && {
    truth: places.indexOf(selected.truth),
    predicted: places.indexOf(selected.predicted)
  };
  const isShown = chosen && chosen.truth >= 0 && chosen.predicted >= 0;
  return liveConfusionChart(confusionView(result, cells), isShown ? chosen : null, trans);
}

function matrixDownload(model: EvaluationModel, trans: TranslationBundle): MenuEntry {
  return {
    label: trans.__('Download the matrix as CSV'),
    run: () => {
      const { evaluation } = model.state;
      if (evaluation) {
        downloadText('efficientnet-confusion.csv', csvOf(confusionTable(evaluation, trans)), 'text/csv');
      }
    },
    isEnabled: () => model.state.evaluation !== null
  };
}

function documentOf(state: EvaluationState, trans: TranslationBundle): EvaluationDocument {
  return viewDocument('evaluation', evaluationWords(state.evaluation, trans).sentence, state);
}
