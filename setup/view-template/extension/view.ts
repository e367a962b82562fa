import { csvOf, type Table, tableOf } from '@efficientnet-lab/kernel-helpers/analysis';
import { viewDocument } from '@efficientnet-lab/kernel-helpers/views';
import {
  NEW_VIEW_QUANTITIES,
  NEW_VIEW_START,
  newViewAxes,
  newViewChart,
  type NewViewDocument,
  newViewPicture,
  newViewResult,
  type NewViewResult,
  type NewViewState,
  newViewWords
} from '@efficientnet-lab/kernel-helpers/views/new-view';
import { sentenceOf } from '@efficientnet-lab/kernel-helpers/wording';
import type { TranslationBundle } from '@jupyterlab/translation';
import { QuantityControls } from '../../controls/quantity-controls';
import { element } from '../../dom/element';
import { cellCode } from '../../frame/cell-code';
import type { LabView } from '../../frame/lab-view';
import { openerOf, viewOf } from '../../frame/parts-view';
import { DerivedModel } from '../../frame/quantity-model';
import type { ViewEnvironment } from '../../tokens';

type NewViewModel = DerivedModel<NewViewState, NewViewResult>;

/** What a convolution costs by its channels. */
function newViewOf(model: NewViewModel, environment: ViewEnvironment): LabView {
  const { trans } = environment;
  return viewOf('new-view', model, environment, (make) => {
    const axes = make.axes(newViewAxes);
    const controls = new QuantityControls(model, trans);
    return {
      className: 'jp-EnetNewView',
      fileName: 'efficientnet-new-view',
      title: trans.__('New view'),
      broken: trans.__('No convolution fits'),
      words: newViewWords,
      parts: [
        axes,
        axes.chart('jp-EnetNewView-plot', (result, at) => newViewChart(result, at, trans)),
        make.box('jp-EnetSide', {
          node: element('div', { class: 'jp-EnetControls' }, controls.sliders()),
          update: () => controls.update(),
          handleKey: (event) => controls.handleKey(event)
        })
      ],
      whyTitle: trans.__('The formula, and its source'),
      why: whyContent,
      dataTitle: trans.__('MACs by channels'),
      data: dataOf,
      csv: (result) => csvOf(dataOf(result, trans)),
      code: () => cellCode<object>('show', documentOf(model.result), {}),
      paper: newViewPicture,
      help: [trans.__('The curve shows what a convolution costs; the point is where the sliders stand.')]
    };
  });
}

function documentOf(result: NewViewResult): NewViewDocument {
  return viewDocument('new-view', sentenceOf(newViewWords(result)), result.state);
}

function dataOf({ curve }: NewViewResult, trans: TranslationBundle): Table {
  return tableOf(
    trans.__('MACs by channels'),
    [
      { key: 'channels', name: trans.__('channels'), kind: 'number', value: ({ channels }) => channels },
      { key: 'macs', name: trans.__('MACs'), kind: 'number', value: ({ macs }) => macs }
    ],
    curve
  );
}

function whyContent({ state }: NewViewResult, trans: TranslationBundle): HTMLElement {
  const { channels, kernelSize } = state;
  return element(
    'div',
    { class: 'jp-EnetWhy-content' },
    element('p', { class: 'jp-EnetFormula' }, `S²·k²·C² = 56² · ${kernelSize}² · ${channels}²`),
    element(
      'p',
      { class: 'jp-EnetSource' },
      trans.__('Closed form of a convolution that keeps its channels.')
    )
  );
}

export const opener = openerOf<NewViewDocument>(
  () => ({ ...NEW_VIEW_START }),
  (data, environment, start) =>
    newViewOf(new DerivedModel(newViewResult, NEW_VIEW_QUANTITIES, data, start), environment)
);
