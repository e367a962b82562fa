import {
  type CandidateSet,
  DEFAULT_CANDIDATES,
  SEARCH_MEASURES
} from '@efficientnet-lab/kernel-helpers/analysis';
import {
  SEARCH_BASES,
  type SearchBase,
  type SearchExplorerState
} from '@efficientnet-lab/kernel-helpers/views/search-explorer';
import type { TranslationBundle } from '@jupyterlab/translation';
import { button } from '../../controls/button';
import { Choices, switchOf } from '../../controls/choices';
import { Section } from '../../controls/section';
import { handleSliderKey, type SliderRow, sliderRows } from '../../controls/slider';
import { element, setText } from '../../dom/element';
import { sameData } from '../../frame/history';
import { duration, exact, percent, type Phrases } from '@efficientnet-lab/kernel-helpers/wording';
import { candidateCount, type SearchExplorerModel } from './model';
import { type Parameter, PARAMETERS } from './parameters';

const PAPER_RANGE = { from: 1, to: 1.5 } as const;
/** Points of the quasi-random and the random set: as many as the paper's kind of grid has. */
const COUNT = candidateCount(DEFAULT_CANDIDATES);
const SEED = 1;

/** Sets of candidates that a list offers. */
const CANDIDATES: readonly { name: (trans: Phrases) => string; set: CandidateSet }[] = [
  { name: (trans) => trans.__('grid, step 0.05'), set: DEFAULT_CANDIDATES },
  { name: (trans) => trans.__('grid, step 0.02'), set: { kind: 'grid', ranges: PAPER_RANGE, step: 0.02 } },
  { name: (trans) => trans.__('grid, step 0.005'), set: { kind: 'grid', ranges: PAPER_RANGE, step: 0.005 } },
  {
    name: (trans) => trans.__('grid to 2, step 0.05'),
    set: { kind: 'grid', ranges: { from: 1, to: 2 }, step: 0.05 }
  },
  {
    name: (trans) => trans.__('random'),
    set: { kind: 'random', ranges: PAPER_RANGE, count: COUNT, seed: SEED }
  },
  {
    name: (trans) => trans.__('quasi-random (Halton)'),
    set: { kind: 'halton', ranges: PAPER_RANGE, count: COUNT }
  }
];

/** What is searched, under which constraint, and how accuracy is predicted. */
export class SearchControls {
  readonly node: HTMLElement;

  constructor(
    private readonly model: SearchExplorerModel,
    private readonly trans: TranslationBundle
  ) {
    this.rows = sliderRows(PARAMETERS, model, trans);
    const rowsOf = (group: Parameter['group']): HTMLElement =>
      element(
        'div',
        { class: 'jp-EnetSliders' },
        ...this.rows.filter(({ parameter }) => parameter.group === group).map(({ node }) => node)
      );
    const surrogateRows = rowsOf('surrogate');
    const surrogate = new Section(trans.__('How accuracy is predicted'), () => surrogateRows);
    const note = element(
      'p',
      { class: 'jp-EnetControls-note' },
      trans.__('A = A∞ − Σ a·x^(−p): a is what a dimension could still bring, p how fast that is used up.')
    );
    surrogateRows.append(
      note,
      button(trans.__('back to the published accuracies'), () => model.resetSurrogate(), {
        title: trans.__('The model that goes through the paper’s five rows of table 7')
      })
    );
    const choices = element('div', {}, this.makeConstraint(), this.makeCandidates());
    const searched = new Section(trans.__('What is searched, and in which cost'), () => choices);
    this.node = element(
      'div',
      { class: 'jp-EnetControls' },
      rowsOf('constraint'),
      this.makeProgress(),
      searched.node,
      surrogate.node
    );
  }

  update(): void {
    const { state, progress } = this.model;
    for (const row of this.rows) {
      row.show(row.parameter.get(state));
    }
    this.choices.update(state);
    this.base.value = state.base;
    this.showCandidates(state.candidates);
    this.progress.hidden = progress === null;
    if (progress) {
      this.bar.value = progress.share;
      const count = exact(candidateCount(state.candidates));
      setText(
        this.progressText,
        progress.secondsLeft === null
          ? this.trans.__('%1 triplets', count)
          : this.trans.__(
              '%1 of %2 triplets, %3 left',
              percent(progress.share, 0),
              count,
              duration(progress.secondsLeft)
            )
      );
    }
  }

  /** A key pressed on one of the sliders or boxes. */
  handleKey(event: KeyboardEvent): boolean {
    return handleSliderKey(this.rows, event);
  }

  private makeConstraint(): HTMLElement {
    const { trans, model } = this;
    return element(
      'div',
      {},
      this.group(trans.__('Constraint'), [
        this.choices.button(
          trans.__('ideal'),
          trans.__('Ideal growth, before rounding, within the tolerance, as the paper asks'),
          () => model.choose({ constraint: 'ideal' }),
          ({ constraint }) => constraint === 'ideal'
        ),
        this.choices.button(
          trans.__('built'),
          trans.__('The built network’s cost over the baseline’s within the tolerance'),
          () => model.choose({ constraint: 'built' }),
          ({ constraint }) => constraint === 'built'
        ),
        this.choices.button(
          trans.__('both'),
          trans.__('Both at once'),
          () => model.choose({ constraint: 'both' }),
          ({ constraint }) => constraint === 'both'
        )
      ]),
      this.group(
        trans.__('Cost'),
        SEARCH_MEASURES.map((measure) =>
          this.choices.button(
            measure === 'macs' ? trans.__('MACs') : trans.__('parameters'),
            trans.__('What the growth is counted in'),
            () => model.choose({ measure }),
            (state) => state.measure === measure
          )
        )
      ),
      this.group(trans.__('Predicted for'), [
        this.choices.button(
          trans.__('multipliers'),
          trans.__('The multipliers as they are asked for'),
          () => model.choose({ scored: 'asked' }),
          ({ scored }) => scored === 'asked'
        ),
        this.choices.button(
          trans.__('network'),
          trans.__('Blocks, channels and pixels of the built network: one network has one accuracy'),
          () => model.choose({ scored: 'built' }),
          ({ scored }) => scored === 'built'
        )
      ])
    );
  }

  private makeCandidates(): HTMLElement {
    const { trans, model } = this;
    this.base.setAttribute('aria-label', trans.__('Baseline'));
    this.base.append(...SEARCH_BASES.map((name) => element('option', { value: name }, name.toUpperCase())));
    this.base.addEventListener('change', () => model.choose({ base: this.base.value as SearchBase }));
    this.candidates.setAttribute('aria-label', trans.__('Triplets that are tried'));
    this.candidates.append(
      ...CANDIDATES.map(({ name, set }, i) =>
        element('option', { value: i }, trans.__('%1: %2', name(trans), exact(candidateCount(set))))
      ),
      this.ownCandidates
    );
    this.candidates.addEventListener('change', () => {
      const chosen = CANDIDATES[Number(this.candidates.value)];
      if (chosen) {
        model.chooseCandidates(chosen.set);
      }
    });
    this.seedLabel.append(trans.__('seed'), this.seed);
    this.seed.addEventListener('change', () => this.commitSeed());
    return element(
      'div',
      { class: 'jp-EnetSearchExplorer-choices' },
      this.base,
      this.candidates,
      this.seedLabel
    );
  }

  private makeProgress(): HTMLElement {
    this.progress.append(
      this.bar,
      this.progressText,
      button(this.trans.__('cancel'), () => this.cancel())
    );
    return this.progress;
  }

  /** The button goes, the focus stays in the view. */
  private cancel(): void {
    this.model.cancel();
    this.candidates.focus();
  }

  private showCandidates(set: CandidateSet): void {
    const index = CANDIDATES.findIndex((each) => sameData(withoutSeed(each.set), withoutSeed(set)));
    this.ownCandidates.hidden = index >= 0;
    setText(this.ownCandidates, this.trans.__('own set: %1', exact(candidateCount(set))));
    this.candidates.value = index >= 0 ? String(index) : '';
    this.seedLabel.hidden = set.kind !== 'random';
    if (set.kind === 'random' && document.activeElement !== this.seed) {
      this.seed.value = String(set.seed);
    }
  }

  private commitSeed(): void {
    const { candidates } = this.model.state;
    const seed = this.seed.valueAsNumber;
    if (candidates.kind === 'random' && Number.isInteger(seed) && seed >= 0) {
      this.model.chooseCandidates({ ...candidates, seed });
    }
  }

  private group(label: string, buttons: HTMLElement[]): HTMLElement {
    return element(
      'div',
      { class: 'jp-EnetSearchExplorer-choices' },
      element('span', {}, label),
      switchOf(label, ...buttons)
    );
  }

  private readonly rows: SliderRow<Parameter>[];
  private readonly choices = new Choices<SearchExplorerState>();
  private readonly base = element('select', { class: 'jp-EnetSelect' });
  private readonly candidates = element('select', { class: 'jp-EnetSelect' });
  private readonly ownCandidates = element('option', { value: '' });
  private readonly seed = element('input', { type: 'number', class: 'jp-EnetSlider-box', min: 0, step: 1 });
  private readonly seedLabel = element('label', {});
  private readonly bar = element('progress', { max: 1 });
  private readonly progressText = element('span', {});
  private readonly progress = element('div', { class: 'jp-EnetSearchExplorer-progress' });
}

/** A seed is chosen beside the set. */
function withoutSeed(set: CandidateSet): CandidateSet {
  return set.kind === 'random' ? { ...set, seed: SEED } : set;
}
