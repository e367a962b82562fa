import { type FeasibleColumn, searchTable } from '@efficientnet-lab/kernel-helpers/analysis';
import { DOCUMENT_VERSION } from '@efficientnet-lab/kernel-helpers/views';
import { explorerState } from '@efficientnet-lab/kernel-helpers/views/scaling-explorer';
import type { Picked } from '@efficientnet-lab/kernel-helpers/chart';
import {
  type DrawnTriplets,
  drawnTriplets,
  predictedText,
  SEARCH_EXPLORER_START,
  searchChart,
  searchedRanges,
  type SearchExplorerDocument,
  type SearchExplorerResult,
  searchExplorerWords,
  searchPicture,
  spanOf,
  tripletsOf
} from '@efficientnet-lab/kernel-helpers/views/search-explorer';
import { exact } from '@efficientnet-lab/kernel-helpers/wording';
import { button } from '../../controls/button';
import { BrushedAxes } from '../../controls/parallel-axes';
import { Section } from '../../controls/section';
import { element, setText } from '../../dom/element';
import type { LabView } from '../../frame/lab-view';
import type { Part } from '../../frame/parts';
import { openerOf, viewOf } from '../../frame/parts-view';
import { brokenWords, type Words } from '../../frame/words';
import type { ViewEnvironment } from '../../tokens';
import { SearchControls } from './controls';
import { csvName, toCsv, toTypeScript } from './export';
import { candidateCount, SearchExplorerModel } from './model';
import { type AxisColumn, type AxisRanges, tripletLines } from './parallel-axes';
import { countsTable, resultsTable, whyContent } from './why';

/** Columns of the parallel axes whose range follows from the result. */
const FOUND: readonly AxisColumn[] = ['ideal', 'built', 'accuracy', 'equalCostAccuracy'];

/** Which α, β, γ keep the cost, and which of them a model of accuracy would choose. */
function searchExplorerView(model: SearchExplorerModel, environment: ViewEnvironment): LabView {
  const { trans } = environment;
  return viewOf('search-explorer', model, environment, (make) => {
    let drawn: DrawnTriplets | null = null;
    let ranges: AxisRanges | null = null;
    const parallel = new BrushedAxes<FeasibleColumn>(
      trans.__('Feasible triplets on parallel axes'),
      (column, part, change) => model.brush(column, part, change),
      trans
    );
    const plot = make.chart(
      'jp-EnetSearchExplorer-plot',
      (result) => drawn && searchChart(model.shownState, result, drawn, trans),
      { select: (picked) => chooseBox(model, drawn, picked) }
    );
    const clear = button(trans.__('show all'), () => {
      plot.plot.liftBox();
      model.clearBrushes();
    });
    const drawnText = element('span', {});
    model.advanced.connect(() => {
      if (model.progress === null) {
        // A large search has ended: its own axes are wanted.
        ranges = null;
        make.arrived();
      }
      make.requestRender();
    });
    const triplets: Part<SearchExplorerResult> = {
      render: (result) => {
        const { brushes } = model.state;
        drawn = drawnTriplets(result.search, brushes);
        ranges ??= rangesOf(model);
        const parts = new Map(brushes.map(({ column, from, to }) => [column, { from, to }]));
        parallel.show(tripletLines(result.search, drawn, ranges, trans), parts);
        setText(drawnText, textOf(result, drawn, environment));
        clear.hidden = model.shownState.brushes.length === 0 && brushes.length === 0;
      },
      rest: () => {
        ranges = rangesOf(model);
        make.requestRender();
      },
      redraw: () => parallel.draw(),
      handleKey: (event) => parallel.handleKey(event),
      dispose: () => parallel.dispose()
    };
    return {
      className: 'jp-EnetSearchExplorer',
      fileName: 'efficientnet-search',
      title: trans.__('Search explorer'),
      broken: trans.__('Nothing can be searched'),
      awaited: () => awaitedWords(model, environment),
      words: (result) => searchExplorerWords(model.shownState, result, trans),
      isStale: () => !model.isCurrent,
      parts: [
        triplets,
        make.box(
          'jp-EnetSearchExplorer-picture',
          plot,
          element('p', { class: 'jp-EnetControls-note' }, drawnText, ' ', clear),
          new Section(trans.__('All numbers of each triplet, on parallel axes'), () => parallel.node).node
        ),
        make.box('jp-EnetSide', new SearchControls(model, trans)),
        make.table(resultsTable, 'jp-mod-wide'),
        make.section(trans.__('How many triplets meet each constraint'), countsTable)
      ],
      entries: [
        {
          label: trans.__('Open the best in the scaling explorer'),
          run: () => openBest(model, environment),
          isEnabled: () => model.outcome.ok && model.result.search.best !== null && model.state.base === 'b0'
        }
      ],
      whyTitle: trans.__('What is searched, and what the best can claim'),
      why: (result) => whyContent(model.shownState, result, trans),
      dataTitle: trans.__('Feasible triplets, best first'),
      data: ({ search }) => searchTable(search),
      csv: toCsv,
      csvName,
      code: () => toTypeScript(model.state),
      paper: (result, today) => searchPicture(model.shownState, result, today, trans),
      help: [
        trans.__(
          'Each point is a triplet α, β, γ that meets the constraint: depth to the right, width upwards, resolution on the green lines. Stronger colour means higher predicted accuracy. Draw a box with the button above the plot to select what is in it.'
        ),
        trans.__(
          'On the parallel axes below, drag along an axis to select a range, or click to select all of it; or reach its two ends with Tab and move them with the arrow keys. What lies outside fades in both pictures.'
        ),
        trans.__(
          'The accuracy is a model through five published networks. Its sliders ask what the search would choose if depth, width or resolution helped more or less.'
        )
      ]
    };
  });
}

export const opener = openerOf<SearchExplorerDocument>(
  () => ({ ...SEARCH_EXPLORER_START }),
  (data, environment, start) => searchExplorerView(new SearchExplorerModel(data, start), environment)
);

/** What is said before the first result; null when there is one. */
function awaitedWords(model: SearchExplorerModel, { trans }: ViewEnvironment): Words | null {
  if (model.hasOutcome) {
    return null;
  }
  const count = exact(candidateCount(model.state.candidates));
  return model.progress
    ? brokenWords(trans.__('Searching %1 triplets', count), trans.__('The result follows in a moment.'))
    : brokenWords(
        trans.__('%1 triplets were not searched', count),
        trans.__('The search was cancelled. Move a control, or choose a smaller set.')
      );
}

function textOf(
  { search }: SearchExplorerResult,
  { places, chosenCount }: DrawnTriplets,
  { trans }: ViewEnvironment
): string {
  const span = spanOf(search, 'accuracy');
  const { count } = search.feasible;
  return [
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
    .join(' ');
}

function openBest({ result }: SearchExplorerModel, environment: ViewEnvironment): void {
  const { best } = result.search;
  if (best) {
    const { alpha, beta, gamma } = best;
    environment.open({
      version: DOCUMENT_VERSION,
      view: 'scaling-explorer',
      sentence: '',
      data: explorerState({ mode: 'rule', phi: 1, alpha, beta, gamma })
    });
  }
}

/** What is in the box on the plot is chosen by parts of both its axes, as on the parallel ones. */
function chooseBox(
  model: SearchExplorerModel,
  drawn: DrawnTriplets | null,
  picked: readonly Picked[] | null
): void {
  const { outcome } = model;
  if (picked === null) {
    model.brushAll([
      ['alpha', null],
      ['beta', null]
    ]);
    return;
  }
  const places = drawn && outcome.ok ? tripletsOf(drawn, picked) : [];
  if (outcome.ok && places.length > 0) {
    const { feasible } = outcome.result.search;
    model.brushAll(
      (['alpha', 'beta'] as const).map((column) => {
        const values = places.map((place) => feasible.column(column)[place]);
        return [column, { from: Math.min(...values), to: Math.max(...values) }];
      })
    );
  }
}

function rangesOf({ result, state }: SearchExplorerModel): AxisRanges {
  const { alpha, beta, gamma } = searchedRanges(state);
  const found = FOUND.map((column) => [column, spanOf(result.search, column) ?? { from: 0, to: 1 }] as const);
  return { ...(Object.fromEntries(found) as AxisRanges), alpha, beta, gamma };
}
