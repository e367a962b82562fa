import { type CandidateSet, DEFAULT_CANDIDATES } from '@efficientnet-lab/kernel-helpers/analysis';
import type { SearchExplorerState } from '@efficientnet-lab/kernel-helpers/views/search-explorer';
import type { TranslationBundle } from '@jupyterlab/translation';
import { button } from '../../controls/button';
import { QuantityControls } from '../../controls/quantity-controls';
import { Section } from '../../controls/section';
import { element, setText } from '../../dom/element';
import { sameData } from '../../frame/history';
import { duration, exact, percent, type Phrases } from '@efficientnet-lab/kernel-helpers/wording';
import { candidateCount, type SearchExplorerModel } from './model';

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
    this.quantities = new QuantityControls(model, trans);
    const surrogateRows = this.quantities.sliders('surrogate');
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
    const choices = element(
      'div',
      {},
      ...['constraint', 'measure', 'scored'].map((name) => this.quantities.choice(name)),
      this.makeCandidates()
    );
    const searched = new Section(trans.__('What is searched, and in which cost'), () => choices);
    this.node = element(
      'div',
      { class: 'jp-EnetControls' },
      this.quantities.sliders('constraint'),
      this.makeProgress(),
      searched.node,
      surrogate.node
    );
  }

  update(): void {
    const { state, progress } = this.model;
    this.quantities.update();
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
    return this.quantities.handleKey(event);
  }

  private makeCandidates(): HTMLElement {
    const { trans, model } = this;
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
        model.choose({ candidates: chosen.set });
      }
    });
    this.seedLabel.append(trans.__('seed'), this.seed);
    this.seed.addEventListener('change', () => this.commitSeed());
    return element(
      'div',
      { class: 'jp-EnetControls-row' },
      this.quantities.select('base'),
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
      this.model.choose({ candidates: { ...candidates, seed } });
    }
  }

  private readonly quantities: QuantityControls<SearchExplorerState>;
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
