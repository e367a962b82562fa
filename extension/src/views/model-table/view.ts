import { reportCsv, reportMarkdown, reportTables } from '@efficientnet-lab/kernel-helpers/analysis';
import { type ModelTableDocument, summaryPicture } from '@efficientnet-lab/kernel-helpers/views/model-table';
import { element } from '../../dom/element';
import type { LabView } from '../../frame/lab-view';
import { openerOf, viewOf } from '../../frame/parts-view';
import type { ViewEnvironment } from '../../tokens';
import { toTypeScript } from './code';
import { MODEL_TABLE_START, ModelTableModel } from './model';
import { RowsPart } from './rows-part';
import { whyContent } from './why';
import { detail, sentence } from './wording';

/** Stages, blocks and layers of a network with their costs. */
function modelTableView(model: ModelTableModel, environment: ViewEnvironment): LabView {
  const { trans } = environment;
  return viewOf('model-table', model, environment, (make) => {
    const rows = new RowsPart(model, environment, make.requestRender);
    /** What convolutions of this network do in vain; empty for published networks at their own resolution. */
    const notes = element('ul', { class: 'jp-EnetModelTable-notes jp-mod-wide' });
    return {
      className: 'jp-EnetModelTable',
      fileName: 'efficientnet-model',
      title: trans.__('Model table'),
      broken: trans.__('No network can be built'),
      words: (shown) => ({
        sentence: sentence(shown.report, trans),
        detail: detail(shown.report, model.state, rows.listing(shown), trans)
      }),
      parts: [
        rows.toolbar,
        make.box('jp-EnetModelTable-grid', rows),
        make.box('jp-EnetSide', rows.details.node),
        {
          node: notes,
          render: ({ report }) => {
            notes.hidden = report.notes.length === 0;
            notes.replaceChildren(...report.notes.map(({ text }) => element('li', {}, text)));
          }
        }
      ],
      network: {
        spec: () => (model.outcome.ok ? model.state.spec : null),
        turnTo: (spec) => {
          model.show(spec);
          return true;
        }
      },
      whyTitle: trans.__('What the columns count, and what they leave out'),
      why: ({ report }) => whyContent(report, trans),
      dataTitle: trans.__('Totals'),
      data: ({ report }) => reportTables(report).totals,
      csv: ({ report }) => reportCsv(report),
      markdown: ({ report }) => reportMarkdown(report),
      code: () => toTypeScript(model.state),
      paper: ({ report }, today) => summaryPicture(report, today),
      help: [
        trans.__(
          'Rows are stages; each holds blocks, and these hold layers. Bars are shares of the network’s parameters and MACs, all on one scale.'
        ),
        trans.__(
          'Arrow keys step through the rows: right opens, left closes or goes up. Home and End go to the ends, Page Up and Page Down move ten rows; Enter or Space selects a row and, pressed again, the whole network; typing goes to the next row whose name begins with those letters.'
        ),
        trans.__(
          'Click a column’s heading to sort by it: all layers are then in one list, because the most expensive may be in any block. “execution order” restores the tree.'
        ),
        trans.__(
          'The search keeps layers whose name or kind contains the text, with their blocks and stages.'
        ),
        trans.__('Narrow tables show fewer columns; the details of a row always have all of them.')
      ]
    };
  });
}

export const opener = openerOf<ModelTableDocument>(
  () => ({ ...MODEL_TABLE_START }),
  (data, environment, start) => modelTableView(new ModelTableModel(data, start), environment)
);
