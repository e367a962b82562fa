import { type ScoredTriplet, searchTable } from '@efficientnet-lab/kernel-helpers/analysis';
import { DOCUMENT_VERSION } from '@efficientnet-lab/kernel-helpers/views';
import { explorerState } from '@efficientnet-lab/kernel-helpers/views/scaling-explorer';
import type { Picked } from '@efficientnet-lab/kernel-helpers/chart';
import {
  type DrawnTriplets,
  drawnTriplets,
  predictedText,
  searchChart,
  searchedRanges,
  type SearchExplorerDocument,
  type SearchExplorerState,
  searchExplorerWords,
  searchPicture,
  spanOf,
  tripletsOf
} from '@efficientnet-lab/kernel-helpers/views/search-explorer';
import { button } from '../../controls/button';
import { dataTable } from '../../controls/data-table';
import type { MenuEntry } from '../../controls/menu';
import { Section } from '../../controls/section';
import { scrolling } from '../../controls/table';
import { element, setText } from '../../dom/element';
import { FrameView } from '../../frame/frame';
import { brokenWords, resultWords, type Words } from '../../frame/words';
import { ChartPlot } from '../../plot/chart-plot';
import type { ViewEnvironment } from '../../tokens';
import { exact } from '@efficientnet-lab/kernel-helpers/wording';
import { SearchControls } from './controls';
import { csvName, toCsv, toTypeScript } from './export';
import { candidateCount, type SearchExplorerModel } from './model';
import { type AxisColumn, type AxisRanges, ParallelAxes } from './parallel-axes';
import { countsTable, resultsTable, whyContent } from './why';

/** Columns of the parallel axes whose range follows from the result. */
const FOUND: readonly AxisColumn[] = ['ideal', 'built', 'accuracy', 'equalCostAccuracy'];

/** Which α, β, γ keep the cost, and which of them a model of accuracy would choose. */
export class SearchExplorerView extends FrameView<
  SearchExplorerState,
  SearchExplorerDocument,
  SearchExplorerModel
> {
  constructor(model: SearchExplorerModel, environment: ViewEnvironment) {
    const { trans } = environment;
    super(model, environment, {
      className: 'jp-EnetSearchExplorer',
      title: trans.__('Search explorer'),
      help: helpOf(environment),
      whyTitle: trans.__('What is searched, and what the best can claim'),
      dataTitle: trans.__('Feasible triplets, best first'),
      fileName: 'efficientnet-search',
      pictures: ['svg', 'png']
    });
    this.controls = new SearchControls(model, trans);
    this.parallel = new ParallelAxes((column, part, change) => model.brush(column, part, change), trans);
    this.plot = new ChartPlot(
      () =>
        model.outcome?.ok && this.drawn
          ? searchChart(model.shownState, model.outcome.result, this.drawn, trans)
          : null,
      trans,
      { select: (picked) => this.chooseBox(picked) }
    );
    const parallel = new Section(
      trans.__('All numbers of each triplet, on parallel axes'),
      () => this.parallel.node
    );
    this.counts = new Section(trans.__('How many triplets keep which constraint'), () =>
      scrolling(countsTable(model.result, trans))
    );
    this.clear = button(trans.__('show all'), () => {
      this.plot.liftBox();
      model.clearBrushes();
    });
    const plotPlace = element('div', { class: 'jp-EnetSearchExplorer-plot' });
    this.addPlot(this.plot, plotPlace);
    this.compose(
      element(
        'div',
        { class: 'jp-EnetSearchExplorer-picture' },
        plotPlace,
        element('p', { class: 'jp-EnetControls-note' }, this.drawnText, ' ', this.clear),
        parallel.node
      ),
      element('div', { class: 'jp-EnetSide' }, this.controls.node),
      this.results,
      this.counts.node
    );
    this.model.advanced.connect(this.onAdvanced, this);
  }

  override toDocument(): SearchExplorerDocument {
    return {
      version: DOCUMENT_VERSION,
      view: 'search-explorer',
      sentence: this.words().sentence,
      data: { ...this.model.state }
    };
  }

  override dispose(): void {
    if (!this.isDisposed) {
      this.model.dispose();
      this.parallel.dispose();
    }
    super.dispose();
  }

  protected override words(): Words {
    const { outcome, shownState, state } = this.model;
    const { trans } = this.environment;
    if (outcome === null) {
      const count = exact(candidateCount(state.candidates));
      return this.model.progress
        ? brokenWords(trans.__('Searching %1 triplets', count), trans.__('The result follows in a moment.'))
        : brokenWords(
            trans.__('%1 triplets were not searched', count),
            trans.__('The search was cancelled. Move a control, or choose a smaller set.')
          );
    }
    if (!outcome.ok) {
      return brokenWords(trans.__('Nothing can be searched'), outcome.message);
    }
    const { before, factor, after, detail } = searchExplorerWords(shownState, outcome.result, trans);
    return resultWords([before, factor, after], detail);
  }

  protected override renderControls(): void {
    this.controls.update();
    this.toggleClass('jp-mod-stale', !this.model.isCurrent);
  }

  protected override renderBody(): void {
    const { result, shownState } = this.model;
    const { trans } = this.environment;
    this.drawn = drawnTriplets(result.search, this.model.state.brushes);
    this.ranges ??= this.foundRanges();
    this.parallel.show(result.search, this.drawn, this.ranges, this.model.state.brushes);
    this.results.replaceChildren(scrolling(resultsTable(result, trans)));
    this.counts.update();
    const { places, chosenCount } = this.drawn;
    const span = spanOf(result.search, 'accuracy');
    const { count } = result.search.feasible;
    setText(
      this.drawnText,
      [
        span
          ? trans.__(
              'Points: feasible triplets, from %1 predicted, pale, to %2, strong. Lines: where the ideal cost grows by g. Circle: the best; square: the best at equal cost; diamond: the published one; ×: the continuous optimum.',
              predictedText(span.from),
              predictedText(span.to)
            )
          : trans.__('Lines: where the ideal cost grows by g. No triplet is feasible.'),
        places.length < count ? trans.__('Drawn: %1 of %2.', exact(places.length), exact(count)) : '',
        chosenCount < count ? trans.__('Chosen: %1 of %2.', exact(chosenCount), exact(count)) : ''
      ]
        .filter((text) => text !== '')
        .join(' ')
    );
    this.clear.hidden = shownState.brushes.length === 0 && this.model.state.brushes.length === 0;
    this.plot.follow();
  }

  /** Axes of what was found follow only when the controls rest. */
  protected override rescale(): void {
    this.ranges = this.foundRanges();
    this.requestRender();
  }

  protected override redrawPlots(): void {
    super.redrawPlots();
    this.parallel.draw();
  }

  protected override whyContent(): Node {
    return whyContent(this.model.shownState, this.model.result, this.environment.trans);
  }

  protected override dataTable(): Node {
    return dataTable(searchTable(this.model.result.search), this.environment.trans);
  }

  protected override csv(): string {
    return toCsv(this.model.result);
  }

  protected override csvName(): string {
    return csvName(this.model.result);
  }

  protected override code(): string {
    return toTypeScript(this.model.state);
  }

  protected override paper(): string | null {
    const { outcome, shownState } = this.model;
    const { trans } = this.environment;
    return outcome?.ok ? searchPicture(shownState, outcome.result, new Date(), trans) : null;
  }

  protected override handleKey(event: KeyboardEvent): boolean {
    return this.controls.handleKey(event) || this.parallel.handleKey(event);
  }

  protected override ownEntries(): MenuEntry[] {
    const { trans } = this.environment;
    return [
      {
        label: trans.__('Open the best in the scaling explorer'),
        run: () => this.openBest(),
        isEnabled: () => this.bestTriplet() !== null && this.model.state.base === 'b0'
      }
    ];
  }

  /** A large search has gone on, or ended: then its own axes are wanted. */
  private onAdvanced(): void {
    if (this.model.progress === null) {
      this.ranges = null;
      this.keepChange();
    }
    this.requestRender();
  }

  private bestTriplet(): ScoredTriplet | null {
    const { outcome } = this.model;
    return outcome?.ok ? outcome.result.search.best : null;
  }

  private openBest(): void {
    const best = this.bestTriplet();
    if (best) {
      const { alpha, beta, gamma } = best;
      this.environment.open({
        version: DOCUMENT_VERSION,
        view: 'scaling-explorer',
        sentence: '',
        data: explorerState({ mode: 'rule', phi: 1, alpha, beta, gamma })
      });
    }
  }

  /** What is in the box on the plot is chosen by parts of both its axes, as on the parallel ones. */
  private chooseBox(picked: readonly Picked[] | null): void {
    const { outcome } = this.model;
    if (picked === null) {
      this.model.brushAll([
        ['alpha', null],
        ['beta', null]
      ]);
      return;
    }
    const places = this.drawn && outcome?.ok ? tripletsOf(this.drawn, picked) : [];
    if (outcome?.ok && places.length > 0) {
      const { feasible } = outcome.result.search;
      this.model.brushAll(
        (['alpha', 'beta'] as const).map((column) => {
          const values = places.map((place) => feasible.column(column)[place]);
          return [column, { from: Math.min(...values), to: Math.max(...values) }];
        })
      );
    }
  }

  private foundRanges(): AxisRanges {
    const { result, state } = this.model;
    const { alpha, beta, gamma } = searchedRanges(state);
    const found = FOUND.map(
      (column) => [column, spanOf(result.search, column) ?? { from: 0, to: 1 }] as const
    );
    return { ...(Object.fromEntries(found) as AxisRanges), alpha, beta, gamma };
  }

  private readonly controls: SearchControls;
  private readonly parallel: ParallelAxes;
  private readonly plot: ChartPlot;
  private readonly counts: Section;
  private readonly clear: HTMLButtonElement;
  private readonly drawnText = element('span', {});
  private readonly results = element('div', { class: 'jp-mod-wide' });
  private drawn: DrawnTriplets | null = null;
  private ranges: AxisRanges | null = null;
}

function helpOf({ trans }: ViewEnvironment): string[] {
  return [
    trans.__(
      'Each point is a triplet α, β, γ that keeps the constraint: depth to the right, width upwards, resolution on the green lines. Stronger colour means higher predicted accuracy. A box, by the button above the plot, chooses what is in it.'
    ),
    trans.__(
      'On the parallel axes below, drag along an axis to choose a part of it, click to choose all; or reach its two ends with Tab and move them with the arrow keys. What is not chosen fades in both pictures.'
    ),
    trans.__(
      'The accuracy is a model through five published networks. Its sliders ask what the search would choose if depth, width or resolution helped more or less.'
    ),
    trans.__(
      'Arrow keys move a slider by one step, Page Up and Page Down by ten, Home and End to its limits; Delete puts it back, Ctrl+Z undoes.'
    )
  ];
}
