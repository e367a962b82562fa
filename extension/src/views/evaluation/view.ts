import { csvOf } from '@efficientnet-lab/kernel-helpers/analysis';
import type { Chart } from '@efficientnet-lab/kernel-helpers/chart';
import { DOCUMENT_VERSION } from '@efficientnet-lab/kernel-helpers/views';
import {
  classTable,
  type ConfusionCell,
  confusionTable,
  confusionView,
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
import { Choices, switchOf } from '../../controls/choices';
import { dataTable } from '../../controls/data-table';
import type { MenuEntry } from '../../controls/menu';
import { downloadText } from '../../dom/download';
import { element, setText } from '../../dom/element';
import { cellCode } from '../../frame/cell-code';
import { FrameView } from '../../frame/frame';
import { brokenWords, type Words } from '../../frame/words';
import { ChartPlot } from '../../plot/chart-plot';
import type { ViewEnvironment } from '../../tokens';
import { CellImages } from './cell-images';
import { ClassTable } from './class-table';
import { emptyPlace } from './empty';
import type { EvaluationModel } from './model';
import { figuresTable, whyContent } from './why';

/** Of a row of the matrix, of all at most, and of the axis below; pixels. */
const ROW = 40;
const MOST_ROWS = 560;
const AXIS = 64;

/** Which classes a network confuses, what it confused them in, and whether it knows how sure it may be. */
export class EvaluationView extends FrameView<EvaluationState, EvaluationDocument, EvaluationModel> {
  constructor(model: EvaluationModel, environment: ViewEnvironment) {
    const { trans } = environment;
    super(model, environment, {
      className: 'jp-EnetEvaluation',
      title: trans.__('Evaluation'),
      help: helpOf(environment),
      whyTitle: trans.__('How accuracy, F1 and calibration are computed'),
      dataTitle: trans.__('Classes'),
      fileName: 'efficientnet-evaluation',
      pictures: ['svg', 'png']
    });
    this.matrix = new ChartPlot(() => this.matrixChart(), trans, {
      pick: (picked) => model.select(this.wholeCell(pickedCell(picked)))
    });
    this.reliability = new ChartPlot(() => this.reliabilityChart(), trans);
    this.images = new CellImages(() => model.select(null), trans);
    this.classes = new ClassTable((column) => model.sortBy(column), trans);
    this.addPlot(this.matrix, this.matrixPlace);
    this.addPlot(this.reliability, this.reliabilityPlace);
    this.compose(
      emptyPlace(() => model.takeExample(), trans),
      element(
        'div',
        { class: 'jp-EnetEvaluation-picture' },
        this.makeSwitch(),
        this.matrixPlace,
        this.note,
        this.images.node
      ),
      element(
        'div',
        { class: 'jp-EnetSide jp-EnetEvaluation-side' },
        this.figures,
        element('h3', {}, trans.__('Confidence and accuracy')),
        this.reliabilityPlace,
        element('p', { class: 'jp-EnetSource' }, reliabilityWords(trans))
      ),
      element('div', { class: 'jp-mod-wide jp-EnetEvaluation-table' }, this.classes.node)
    );
  }

  override toDocument(): EvaluationDocument {
    return {
      version: DOCUMENT_VERSION,
      view: 'evaluation',
      sentence: this.words().sentence,
      data: { ...this.model.state }
    };
  }

  protected override words(): Words {
    const { outcome, state } = this.model;
    const { trans } = this.environment;
    return outcome.ok
      ? evaluationWords(state.evaluation, trans)
      : brokenWords(trans.__('This is no evaluation'), outcome.message);
  }

  protected override renderControls(): void {
    const { state } = this.model;
    this.choices.update(state);
    this.toggleClass('jp-mod-empty', state.evaluation === null);
  }

  protected override renderBody(): void {
    const { result, state } = this.model;
    if (!result) {
      return;
    }
    const { trans } = this.environment;
    this.images.update(result, state.selected);
    this.classes.update(result.rows, state.sort);
    if (result !== this.drawn) {
      this.drawn = result;
      this.figures.replaceChildren(figuresTable(result, trans));
      setText(this.note, matrixNote(result, trans));
      this.matrixPlace.style.height = `${Math.min(ROW * result.matrix.places.length, MOST_ROWS) + AXIS}px`;
      // They had no size while there was nothing to show.
      this.redrawPlots();
    }
    this.matrix.follow();
    this.reliability.follow();
  }

  protected override whyContent(): Node {
    const { result } = this.model;
    const { trans } = this.environment;
    return result ? whyContent(result, trans) : element('p', {}, evaluationWords(null, trans).detail);
  }

  protected override dataTable(): Node {
    const { result, state } = this.model;
    const { trans } = this.environment;
    return result
      ? dataTable(classTable(sortedRows(result.rows, state.sort), trans), trans)
      : element('p', {}, evaluationWords(null, trans).detail);
  }

  protected override csv(): string {
    const { result, state } = this.model;
    return csvOf(classTable(result ? sortedRows(result.rows, state.sort) : [], this.environment.trans));
  }

  protected override code(): string {
    return cellCode<Partial<EvaluationDocument>>('show', this.toDocument(), {});
  }

  protected override paper(): string | null {
    const { outcome, state } = this.model;
    return outcome.ok ? evaluationPicture(state, this.environment.trans) : null;
  }

  protected override ownEntries(): MenuEntry[] {
    const { trans } = this.environment;
    return [
      {
        label: trans.__('Download the matrix as CSV'),
        run: () => {
          const { evaluation } = this.model.state;
          if (evaluation) {
            downloadText('efficientnet-confusion.csv', csvOf(confusionTable(evaluation, trans)), 'text/csv');
          }
        },
        isEnabled: () => this.model.state.evaluation !== null
      }
    ];
  }

  private makeSwitch(): HTMLElement {
    const { trans } = this.environment;
    const kind = (cells: EvaluationState['cells'], label: string, title: string): HTMLElement =>
      this.choices.button(
        label,
        title,
        () => this.model.fill(cells),
        (state) => state.cells === cells
      );
    return element(
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
    );
  }

  private matrixChart(): Chart | null {
    const { outcome, state } = this.model;
    if (!outcome.ok || !outcome.result) {
      return null;
    }
    const { places } = outcome.result.matrix;
    const { selected } = state;
    const chosen = selected && {
      truth: places.indexOf(selected.truth),
      predicted: places.indexOf(selected.predicted)
    };
    const isShown = chosen && chosen.truth >= 0 && chosen.predicted >= 0;
    const view = confusionView(outcome.result, state.cells);
    return liveConfusionChart(view, isShown ? chosen : null, this.environment.trans);
  }

  private reliabilityChart(): Chart | null {
    const { evaluation } = this.model.state;
    return evaluation ? reliabilityChart(evaluation.calibration, this.environment.trans) : null;
  }

  /** A cell of the matrix that is shown as one of all classes. */
  private wholeCell({ truth, predicted }: ConfusionCell): ConfusionCell {
    const { places } = (this.model.result as EvaluationResult).matrix;
    return { truth: places[truth], predicted: places[predicted] };
  }

  private readonly choices = new Choices<EvaluationState>();
  private readonly matrix: ChartPlot;
  private readonly reliability: ChartPlot;
  private readonly images: CellImages;
  private readonly classes: ClassTable;
  private readonly matrixPlace = element('div', {});
  private readonly reliabilityPlace = element('div', { class: 'jp-EnetEvaluation-reliability' });
  private readonly figures = element('div', {});
  private readonly note = element('p', { class: 'jp-EnetSource' });
  private drawn: EvaluationResult | null = null;
}

function helpOf({ trans }: ViewEnvironment): string[] {
  return [
    trans.__(
      'A cell of the matrix holds the images of its row’s class that were read as its column’s. A click shows those whose image is kept; so does Enter, after arrow keys have led to a cell. The same cell again shows those of all cells.'
    ),
    trans.__('The heading of a column sorts the classes by it, and tells on hover how it is computed.'),
    trans.__(
      'Everything is in the notebook: no kernel is needed. Evaluate again for other images or another network.'
    )
  ];
}
