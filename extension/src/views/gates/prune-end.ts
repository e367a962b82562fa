import { SpecError } from '@efficientnet-lab/kernel-helpers/analysis';
import { type GatesResult, thresholdSaving } from '@efficientnet-lab/kernel-helpers/views/gates';
import { Clipboard } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Widget } from '@lumino/widgets';
import { button } from '../../controls/button';
import { element, setText } from '../../dom/element';
import type { Part } from '../../frame/parts';
import type { ViewEnvironment } from '../../tokens';
import type { GatesModel } from './model';
import { type CellNames, isVariable, pruneCell } from './prune-cell';

/** Where the view leads: a saving that sets the threshold, and the cell that prunes. */
export class PruneEnd implements Part<GatesResult | null> {
  readonly node: HTMLElement;

  constructor(
    private readonly model: GatesModel,
    private readonly environment: ViewEnvironment
  ) {
    const { trans } = environment;
    this.trans = trans;
    this.find = button(trans.__('set τ'), () => this.reach(), {
      title: trans.__('Moves the threshold so that just enough channels lie below it')
    });
    this.prune = button(trans.__('write the cell that prunes'), () => this.writeCell(), {
      title: trans.__(
        'Inserts a cell below that removes these channels, fine-tunes, and shows the network before and after'
      )
    });
    // On Enter and when it is left, like other boxes.
    this.share.addEventListener('change', () => this.reach());
    [this.names.model, this.names.data].forEach((input) =>
      input.addEventListener('input', () => this.update())
    );
    this.node = element(
      'section',
      { class: 'jp-EnetGates-end', 'aria-label': trans.__('Prune') },
      element(
        'div',
        { class: 'jp-EnetGates-row' },
        element('label', {}, trans.__('Saving of the block’s MACs, %') + ' ', this.share),
        this.find
      ),
      element(
        'div',
        { class: 'jp-EnetGates-row' },
        element('label', {}, trans.__('Network') + ' ', this.names.model),
        element('label', {}, trans.__('Data') + ' ', this.names.data),
        this.prune
      ),
      this.note
    );
  }

  update(): void {
    const { outcome } = this.model;
    const result = outcome.ok ? outcome.result : null;
    this.find.disabled = !result?.pruning;
    this.share.disabled = !result?.pruning;
    const odd = Object.values(this.names).find(({ value }) => !isVariable(value));
    Object.values(this.names).forEach((input) => input.setAttribute('aria-invalid', String(input === odd)));
    this.prune.disabled = odd !== undefined || this.code() === null;
    this.say(this.reason(odd?.value));
  }

  attach(view: Widget): void {
    this.view = view;
  }

  /** Why there is no cell to write; empty where there is. */
  private reason(odd: string | undefined): string {
    const { trans } = this;
    const { outcome } = this.model;
    if (!outcome.ok || outcome.result === null) {
      return '';
    }
    const { pruning, choice } = outcome.result;
    if (pruning === null) {
      return trans.__('Choose the network and the block of these gates: the cell names the block.');
    }
    if (odd !== undefined) {
      return trans.__('“%1” is not a variable name; give the one in your notebook, such as model.', odd);
    }
    return choice !== null && this.code() === null
      ? trans.__('No channel lies below τ: nothing would be pruned. Raise the threshold.')
      : '';
  }

  private reach(): void {
    const { outcome } = this.model;
    if (!outcome.ok || outcome.result === null) {
      return;
    }
    const share = this.share.value === '' ? NaN : Number(this.share.value) / 100;
    try {
      this.model.set('threshold', thresholdSaving(outcome.result, share));
    } catch (error) {
      if (!(error instanceof SpecError)) {
        throw error;
      }
      this.say(this.unreachable(outcome.result.pruning?.savings(outcome.result.pruning.mostRemovable)));
    }
  }

  private unreachable(most: { share: { blockMacs: number } } | undefined): string {
    const percent = Math.floor(1000 * (most?.share.blockMacs ?? 0)) / 10;
    return this.trans.__('Give a number from 0 to %1: the block has to keep some channels.', percent);
  }

  private writeCell(): void {
    const code = this.code();
    if (code === null) {
      return;
    }
    if (this.view && this.environment.writeCell(this.view, code)) {
      this.say(this.trans.__('Inserted as a cell below; run it to prune.'));
    } else {
      Clipboard.copyToSystem(code);
      this.say(this.trans.__('There is no notebook here to insert the cell into: it has been copied.'));
    }
  }

  private code(): string | null {
    const { outcome, state } = this.model;
    const names: CellNames = { model: this.names.model.value, data: this.names.data.value };
    return outcome.ok && outcome.result ? pruneCell(state, outcome.result, names) : null;
  }

  private say(text: string): void {
    setText(this.note, text);
  }

  private readonly trans: TranslationBundle;
  private view: Widget | null = null;
  private readonly share = element('input', {
    class: 'jp-EnetSlider-box jp-EnetGates-share',
    type: 'number',
    min: 0,
    max: 100,
    step: 1,
    value: 10
  });
  private readonly names = { model: nameInput('model'), data: nameInput('data') };
  private readonly find: HTMLButtonElement;
  private readonly prune: HTMLButtonElement;
  private readonly note = element('p', { class: 'jp-EnetControls-note', role: 'status' });
}

function nameInput(value: string): HTMLInputElement {
  return element('input', {
    class: 'jp-EnetSlider-box jp-EnetGates-name',
    type: 'text',
    value,
    spellcheck: 'false',
    autocomplete: 'off'
  });
}
