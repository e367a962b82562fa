import type { TranslationBundle } from '@jupyterlab/translation';
import { button } from '../controls/button';
import { element, setText } from '../dom/element';
import type { GatesModel } from './model';
import { readGatesFile } from './reader';

/** Takes gates from a file, a paste or an example. What can't be read changes nothing. */
export class GatesSource {
  readonly node: HTMLElement;

  constructor(
    private readonly model: GatesModel,
    private readonly trans: TranslationBundle
  ) {
    this.text.setAttribute('aria-label', trans.__('Gates as CSV or JSON'));
    this.text.placeholder = '0.02, 0.91, 0.40\n0.01, 0.88, 0.05';
    this.file.addEventListener('change', () => {
      const file = this.file.files?.[0];
      this.file.value = '';
      if (file) {
        this.takeFile(file);
      }
    });
    this.pasteButton = button(trans.__('paste…'), () => this.togglePaste(true), {
      title: trans.__('Paste gates: a line for each input, a number for each channel; or JSON')
    });
    this.node = element(
      'div',
      { class: 'jp-EnetRecords' },
      element(
        'div',
        { class: 'jp-EnetRecords-row' },
        button(trans.__('fill with an example'), () => model.takeExample()),
        button(trans.__('open…'), () => this.file.click(), {
          title: trans.__('Open a file of gates, CSV or JSON; it can be dropped on the view too')
        }),
        this.pasteButton
      ),
      this.file,
      this.makePaste(),
      this.progress,
      this.problem,
      this.origin
    );
  }

  update(): void {
    const { gates, origin } = this.model.state;
    const size = gates === null ? '' : `${gates.length} × ${gates[0]?.length ?? 0}`;
    setText(
      this.origin,
      gates === null
        ? ''
        : this.trans.__('%1 (inputs × channels): %2', size, origin || this.trans.__('no origin given'))
    );
  }

  takeFile(file: File): void {
    void this.read(file.name, file);
  }

  dispose(): void {
    this.reading?.abort();
  }

  private async read(name: string, blob: Blob): Promise<void> {
    this.reading?.abort();
    const reading = new AbortController();
    this.reading = reading;
    setText(this.problem, '');
    this.progress.replaceChildren(
      element('span', {}, this.trans.__('Reading %1', name)),
      button(this.trans.__('stop'), () => reading.abort())
    );
    try {
      this.model.take(await readGatesFile({ name, blob }, reading.signal));
      this.togglePaste(false);
    } catch (error) {
      if (!reading.signal.aborted) {
        const reason = error instanceof Error ? error.message : String(error);
        setText(this.problem, this.trans.__('%1 can’t be read: %2', name, reason));
      }
    } finally {
      if (this.reading === reading) {
        this.reading = null;
        this.progress.replaceChildren();
      }
    }
  }

  private makePaste(): HTMLElement {
    const { trans } = this;
    this.pastePlace.append(
      this.text,
      element(
        'div',
        { class: 'jp-EnetRecords-row' },
        button(trans.__('read'), () => void this.read(trans.__('pasted gates'), new Blob([this.text.value]))),
        button(trans.__('cancel'), () => this.togglePaste(false))
      )
    );
    return this.pastePlace;
  }

  private togglePaste(open: boolean): void {
    const wasOpen = !this.pastePlace.hidden;
    this.pastePlace.hidden = !open;
    if (open) {
      this.text.focus();
    } else if (wasOpen) {
      this.pasteButton.focus();
    }
  }

  private readonly file = element('input', {
    type: 'file',
    accept: '.csv,.tsv,.json,text/csv',
    hidden: true
  });
  private readonly pasteButton: HTMLButtonElement;
  private readonly pastePlace = element('div', { class: 'jp-EnetRecords-paste', hidden: true });
  private readonly text = element('textarea', { class: 'jp-EnetRecords-text', rows: 6, spellcheck: 'false' });
  private readonly progress = element('div', { class: 'jp-EnetRecords-progress', role: 'status' });
  private readonly problem = element('p', { class: 'jp-EnetRecords-problem', role: 'alert' });
  private readonly origin = element('p', { class: 'jp-EnetControls-note' });
  private reading: AbortController | null = null;
}
