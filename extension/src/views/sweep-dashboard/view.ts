import { csvOf, recordsJson, thinnedSet } from '@efficientnet-lab/kernel-helpers/analysis';
import { viewDocument } from '@efficientnet-lab/kernel-helpers/views';
import { FRONT_START } from '@efficientnet-lab/kernel-helpers/views/front';
import {
  candidateWords,
  COST_MEASURES,
  costName,
  frontRecords,
  networkAt,
  SWEEP_DASHBOARD_START,
  type SweepChoices,
  type SweepDashboardDocument,
  type SweepDashboardState,
  sweepPicture,
  type SweepResult,
  type SweepRow,
  sweepTable
} from '@efficientnet-lab/kernel-helpers/views/sweep-dashboard';
import { exact, sentenceOf } from '@efficientnet-lab/kernel-helpers/wording';
import { showErrorMessage } from '@jupyterlab/apputils';
import { button } from '../../controls/button';
import { Choices, switchOf } from '../../controls/choices';
import { type WindowedColumn, WindowedTable } from '../../controls/windowed-table';
import { element, setText } from '../../dom/element';
import { cellCode } from '../../frame/cell-code';
import { Kept } from '../../frame/kept';
import type { LabView } from '../../frame/lab-view';
import type { Part, PartMaker } from '../../frame/parts';
import { openerOf, viewOf } from '../../frame/parts-view';
import type { ViewEnvironment } from '../../tokens';
import { MODEL_TABLE_START } from '../model-table/model';
import { AxesPart } from './axes-part';
import { candidateColumns } from './columns';
import { EmptyPlace } from './empty';
import { FiguresPart } from './figures-part';
import { LinkPart } from './link-part';
import { SweepDashboardModel } from './model';
import { Scatter } from './scatter';
import { whyContent } from './why';
import { wordsOf } from './wording';

type Result = SweepResult | null;

/** What candidates of a sweep reach at which cost, how far it is, and what their settings have to do with it. */
function sweepDashboardView(model: SweepDashboardModel, environment: ViewEnvironment): LabView {
  const { trans } = environment;
  return viewOf('sweep-dashboard', model, environment, (make: PartMaker<Result>) => {
    const empty = new EmptyPlace(
      () => model.takeExample(),
      ({ sweepId, folder }) => model.follow({ sweepId, folder }),
      trans
    );
    const link = new LinkPart(model, environment, empty);
    const scatter = new Scatter(model, make, trans, (place) => point(place));
    const axes = new AxesPart(model, trans);
    const table = new WindowedTable<SweepRow>(trans.__('Candidates'), {
      sortBy: (column, isText) => model.sortBy(column, isText),
      select: ({ id }) => model.select(id),
      point: (row) => point(row?.place ?? null)
    });
    /** A candidate that any part points at is seen in all of them. */
    const point = (place: number | null): void => {
      const rows = model.outcome.ok ? (model.outcome.result?.rows ?? []) : [];
      axes.brushed.point(place);
      table.point(place === null ? null : (rows[place]?.id ?? null));
      scatter.highlight(place);
    };
    return {
      className: 'jp-EnetSweep',
      fileName: 'efficientnet-sweep',
      title: trans.__('Sweep dashboard'),
      broken: trans.__('This is no sweep'),
      words: () => wordsOf(model, trans),
      parts: [
        link,
        emptyPart(empty, model, scatter),
        make.box('jp-EnetSweep-picture', costSwitch(model, environment), scatter.part, scatter.key),
        make.box(
          'jp-EnetSide',
          new FiguresPart(model, trans, (action) => link.request(action)),
          selectedPart(model, environment)
        ),
        make.box(
          'jp-EnetSweep-axes jp-mod-wide',
          make.title(trans.__('Settings, costs and accuracies')),
          axes
        ),
        make.box(
          'jp-EnetSweep-candidates jp-mod-wide',
          make.title(trans.__('Candidates')),
          make.text((result) => countText(model, result, environment), 'jp-EnetControls-note', 'status'),
          tablePart(model, table, environment)
        )
      ],
      entries: [
        {
          label: trans.__('Open in the front'),
          run: () => openFront(model, environment),
          isEnabled: () => (model.outcome.ok ? (model.outcome.result?.rung ?? null) : null) !== null
        },
        {
          label: trans.__('Open the selected network'),
          run: () => openNetwork(model, environment),
          isEnabled: () =>
            model.outcome.ok && model.selectedRow !== null && model.state.sweep?.networks != null
        }
      ],
      whyTitle: trans.__('How halving chooses, and what the best can claim'),
      why: (result) => whyContent(result, model.winner, trans),
      dataTitle: trans.__('All candidates within the limits'),
      data: (result) =>
        result
          ? sweepTable(result, model.listed, trans)
          : element('p', {}, trans.__('No sweep is shown yet.')),
      csv: (result) => (result ? csvOf(sweepTable(result, model.listed, trans)) : ''),
      code: () => codeOf(model, environment),
      paper: () => sweepPicture(model.state, trans, model.winner),
      help: helpOf(environment)
    };
  });
}

/** What stands there while no sweep is shown; plots had no size until then. */
function emptyPart(empty: EmptyPlace, model: SweepDashboardModel, scatter: Scatter): Part<Result> {
  return {
    node: empty.node,
    update: () => {
      const isFilled = model.state.sweep !== null;
      if (empty.node.hidden !== isFilled) {
        empty.node.hidden = isFilled;
        scatter.redraw();
      }
    }
  };
}

function costSwitch(model: SweepDashboardModel, { trans }: ViewEnvironment): Part<Result> {
  const choices = new Choices<SweepDashboardState>();
  const node = switchOf(
    trans.__('Cost'),
    ...COST_MEASURES.map((cost) =>
      choices.button(
        costName(cost, trans),
        trans.__('Accuracy against %1', costName(cost, trans)),
        () => model.setCost(cost),
        (state) => state.cost === cost
      )
    )
  );
  return { node, update: () => choices.update(model.state) };
}

/** All that is known of the selected candidate, and where its network can be looked at. */
function selectedPart(model: SweepDashboardModel, environment: ViewEnvironment): Part<Result> {
  const { trans } = environment;
  const text = element('p', { class: 'jp-EnetSweep-selected', role: 'status' });
  const network = button(trans.__('open this network'), () => openNetwork(model, environment), {
    title: trans.__('All layers of the selected candidate’s network with their costs')
  });
  const front = button(trans.__('open in the front'), () => openFront(model, environment), {
    title: trans.__('Which candidates at the last rung are on the front of accuracy and cost')
  });
  return {
    node: element(
      'div',
      { class: 'jp-EnetSweep-chosen' },
      text,
      element('div', { class: 'jp-EnetSweep-actions' }, network, front)
    ),
    render: (result) => {
      const row = model.selectedRow;
      setText(
        text,
        row && result
          ? candidateWords(row, result.sweep, trans)
          : trans.__('Click a point or a row, or press Enter on it, to select a candidate.')
      );
      network.disabled = row === null || result?.sweep.networks == null;
      front.disabled = result?.rung == null;
    }
  };
}

/** How many candidates the table has. */
function countText(model: SweepDashboardModel, result: Result, { trans }: ViewEnvironment): string {
  const all = result?.rows.length ?? 0;
  const { length } = model.listed;
  return length === all
    ? trans.__('All %1, sorted by the marked heading.', exact(all))
    : trans.__('%1 of %2 are within the limits of the axes above.', exact(length), exact(all));
}

function tablePart(
  model: SweepDashboardModel,
  table: WindowedTable<SweepRow>,
  { trans }: ViewEnvironment
): Part<Result> {
  const kept = new Kept<readonly WindowedColumn<SweepRow>[]>();
  return {
    node: table.node,
    render: (result) => {
      if (result) {
        const columns = kept.of([result.sweep], () => candidateColumns(result.sweep, trans));
        table.show({ columns, rows: model.listed, sort: model.state.sort, selected: model.selectedRow });
      }
    },
    handleKey: (event) => table.handleKey(event),
    dispose: () => table.dispose()
  };
}

function openFront({ result }: SweepDashboardModel, environment: ViewEnvironment): void {
  const records = result && frontRecords(result);
  if (records) {
    const { set, omitted } = thinnedSet(records);
    const document = JSON.parse(recordsJson(set)) as object;
    const source = { document, ...(omitted > 0 ? { omitted } : {}) };
    environment.open(viewDocument('front', '', { ...FRONT_START, source, cost: 'macs', budget: null }));
  }
}

function openNetwork({ selectedRow, state }: SweepDashboardModel, environment: ViewEnvironment): void {
  try {
    const spec = selectedRow && state.sweep && networkAt(state.sweep, selectedRow.place);
    if (spec) {
      environment.open(viewDocument('model-table', '', { ...MODEL_TABLE_START, spec }));
    }
  } catch (error) {
    void showErrorMessage(environment.trans.__('This network can’t be built'), error as Error);
  }
}

/** A sweep with a folder is read from there; another one is written out. */
function codeOf(model: SweepDashboardModel, { trans }: ViewEnvironment): string {
  const { sweep, ...choices } = model.state;
  const { sweep: _, ...start } = SWEEP_DASHBOARD_START;
  if (sweep?.folder != null) {
    return cellCode<SweepChoices>('sweeps.showSweep', choices, start, sweep.folder);
  }
  const sentence = sentenceOf(wordsOf(model, trans));
  const document = viewDocument('sweep-dashboard', sentence, model.state);
  return cellCode<Partial<SweepDashboardDocument>>('show', document, {});
}

function helpOf({ trans }: ViewEnvironment): string[] {
  return [
    trans.__(
      'Each point is a candidate: the less it costs the further left, the more accurate the higher. The fuller its colour, the longer it was trained. × failed, triangles are being trained; those without accuracy stand at the foot.'
    ),
    trans.__(
      'Drag along an axis to select a range, or click to select all of it; or reach its two ends with Tab and move them with the arrow keys. Limits can also be typed. Candidates outside fade in both pictures and are left out of the table.'
    ),
    trans.__(
      'A candidate that is selected, by a click or Enter on a point or a row, is marked everywhere. The heading of a column sorts the table by it.'
    ),
    trans.__(
      'Stop ends all runs with checkpoints; start the sweep again in the same folder to continue. Pause does the same until it is resumed. The final state stays in the notebook and needs no kernel.'
    )
  ];
}

export const opener = openerOf<SweepDashboardDocument>(
  () => ({ ...SWEEP_DASHBOARD_START }),
  (data, environment, start) => sweepDashboardView(new SweepDashboardModel(data, start), environment)
);
