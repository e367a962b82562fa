import { csvOf } from '@efficientnet-lab/kernel-helpers/analysis';
import {
  accuracyChart,
  CLASS_ORDERS,
  type ClassOrder,
  classesTable,
  classesText,
  differenceChart,
  differenceRows,
  MODEL_COMPARISON_START,
  type ModelComparisonDocument,
  modelComparisonPicture,
  type ModelComparisonResult,
  modelComparisonResult,
  modelComparisonWords,
  type ModelComparisonState
} from '@efficientnet-lab/kernel-helpers/views/model-comparison';
import { viewDocument } from '@efficientnet-lab/kernel-helpers/views';
import { sentenceOf } from '@efficientnet-lab/kernel-helpers/wording';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Choices, switchOf } from '../../controls/choices';
import { scrolling } from '../../controls/table';
import { element, setText } from '../../dom/element';
import { cellCode } from '../../frame/cell-code';
import { emptyPlace } from '../../frame/empty-place';
import type { LabView } from '../../frame/lab-view';
import type { Part, PartMaker } from '../../frame/parts';
import { openerOf, viewOf } from '../../frame/parts-view';
import type { ViewEnvironment } from '../../tokens';
import { comparisonFilling } from './empty';
import { differingImages } from './images';
import { ModelComparisonModel } from './model';
import { modelsTable, pairsTable } from './tables';
import { whyContent } from './why';

type Result = ModelComparisonResult | null;

/** Height of a class's bar, and of the axis below; pixels. */
const ROW = 22;
const AXIS = 60;

/** Which of two networks is better on the same images, how sure that is, in which classes, and what it costs. */
function modelComparisonView(model: ModelComparisonModel, environment: ViewEnvironment): LabView {
  const { trans } = environment;
  return viewOf('model-comparison', model, environment, (make: PartMaker<Result>) => {
    const filling = comparisonFilling(() => model.takeExample(), trans);
    const table = (of: (result: ModelComparisonResult) => HTMLElement): Part<Result> =>
      make.content((result) => (result ? scrolling(of(result)) : new Text()));
    const accuracy = make.chart(
      'jp-EnetModelComparison-accuracy',
      (result) => result && accuracyChart(result, trans)
    );
    const differences = differencesPart(model, make, trans);
    return {
      className: 'jp-EnetModelComparison',
      fileName: 'efficientnet-comparison',
      title: trans.__('Two networks compared'),
      broken: trans.__('This is no comparison'),
      words: (result) => modelComparisonWords(result, trans),
      parts: [
        emptyPlace(filling, () => model.state.comparison === null, trans),
        make.box(
          'jp-EnetModelComparison-picture',
          accuracy,
          make.title(trans.__('By how much, class by class')),
          ...differences
        ),
        make.box(
          'jp-EnetSide',
          table((result) => modelsTable(result, trans)),
          table((result) => pairsTable(result, trans))
        ),
        make.box('jp-mod-wide', differingImages(model, trans))
      ],
      whyTitle: trans.__('How the test works, and what it does not say'),
      why: (result) => whyContent(result, trans),
      dataTitle: trans.__('Classes'),
      data: (result) =>
        result
          ? classesTable(result, model.state.order, trans)
          : element('p', {}, trans.__('Nothing is compared yet.')),
      csv: (result) => (result ? csvOf(classesTable(result, model.state.order, trans)) : ''),
      code: () => cellCode<object>('show', documentOf(model.state, trans), {}),
      paper: () => modelComparisonPicture(model.state, trans),
      help: [
        trans.__(
          'Points with intervals are both networks’ accuracies. Bars are differences: to the right the first is better, to the left the second. A line through the end of a bar is its interval; one that crosses 0 leaves open which is better.'
        ),
        trans.__('The buttons order the classes, and choose which of the differing images are shown.')
      ]
    };
  });
}

/** Bars of the classes in an order that the reader chooses, and how many differ by more than luck. */
function differencesPart(
  model: ModelComparisonModel,
  make: PartMaker<Result>,
  trans: TranslationBundle
): Part<Result>[] {
  const rowsOf = (result: Result): number =>
    result ? differenceRows(result, model.state.order, trans).length : 0;
  const differences = make.chart(
    'jp-EnetModelComparison-differences',
    (result) => result && differenceChart(result, model.state.order, trans),
    {},
    (result) => rowsOf(result) * ROW + AXIS
  );
  const choices = new Choices<ModelComparisonState>();
  const labels: Record<ClassOrder, string> = {
    difference: trans.__('largest difference'),
    images: trans.__('most images'),
    name: trans.__('name')
  };
  const switches = switchOf(
    trans.__('Order of the classes'),
    ...CLASS_ORDERS.map((order) =>
      choices.button(
        labels[order],
        trans.__('Classes by %1', labels[order]),
        () => model.orderBy(order),
        (state) => state.order === order
      )
    )
  );
  const note = element('p', { class: 'jp-EnetSource' });
  return [
    { node: switches, update: () => choices.update(model.state) },
    differences,
    {
      node: note,
      render: (result) => setText(note, result ? classesText(result, rowsOf(result) - 1, trans) : '')
    }
  ];
}

function documentOf(state: ModelComparisonState, trans: TranslationBundle): ModelComparisonDocument {
  const result = modelComparisonResult(state.comparison);
  return viewDocument('model-comparison', sentenceOf(modelComparisonWords(result, trans)), state);
}

export const opener = openerOf<ModelComparisonDocument>(
  () => ({ ...MODEL_COMPARISON_START }),
  (data, environment, start) => modelComparisonView(new ModelComparisonModel(data, start), environment)
);
