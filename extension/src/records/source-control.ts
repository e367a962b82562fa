import {
  publishedRecords,
  type PublishedSetName,
  type RecordSet
} from '@efficientnet-lab/kernel-helpers/analysis';
import { recordSetOf, type RecordSource } from '@efficientnet-lab/kernel-helpers/contract';
import type { TranslationBundle } from '@jupyterlab/translation';
import { button } from '../controls/button';
import { acceptDrops } from '../dom/drops';
import { element, setText } from '../dom/element';
import { readRecords } from './reader';

export interface SourceChoice {
  /** Published sets that are offered. */
  sets: readonly PublishedSetName[];
  /** Called with a set that was chosen, or a file that was read; never for a file that is broken. */
  choose(source: RecordSource): void;
}

/** Chooses records: a published set, a file by button or drop, or pasted text. */
export class SourceControl {
  readonly node: HTMLElement;

  constructor(
    private readonly choice: SourceChoice,
    private readonly trans: TranslationBundle
  ) {
    this.sets = element('select', { class: 'jp-EnetSelect', 'aria-label': trans.__('Records') });
    this.sets.append(
      ...choice.sets.map((name) => element('option', { value: name }, publishedRecords(name).title)),
      this.own
    );
    this.sets.addEventListener('change', () => this.choosePublished());
    this.file.addEventListener('change', () => this.takeFile(this.file.files?.[0]));
    this.pasteButton = button(trans.__('paste…'), () => this.togglePaste(true), {
      title: trans.__('Paste records as CSV or JSON')
    });
    this.text.setAttribute('aria-label', trans.__('Records as CSV or JSON'));
    this.text.placeholder = 'name,accuracy,cost:latency [ms]\nmine,77.5,12.9';
    this.node = element(
      'div',
      { class: 'jp-EnetRecords' },
      element(
        'div',
        { class: 'jp-EnetRecords-row' },
        this.sets,
        button(trans.__('open…'), () => this.file.click(), {
          title: trans.__('Open a file of records, CSV or JSON; it can be dropped on the view too')
        }),
        this.pasteButton
      ),
      this.file,
      this.makePaste(),
      this.progress,
      this.problem
    );
  }

  /** Shows which records are in use. */
  show(source: RecordSource): void {
    const published = 'published' in source ? source.published : null;
    this.own.hidden = published !== null;
    if (published === null) {
      setText(this.own, titleOf(source));
    }
    this.sets.value = published ?? '';
  }

  /** Files dropped on the node are read. */
  acceptDrops(node: HTMLElement): void {
    acceptDrops(node, (file) => this.takeFile(file));
  }

  dispose(): void {
    this.reading?.abort();
  }

  private choosePublished(): void {
    const name = this.choice.sets.find((set) => set === this.sets.value);
    if (name !== undefined) {
      this.reading?.abort();
      setText(this.problem, '');
      this.choice.choose({ published: name });
    }
  }

  private takeFile(file: File | undefined): void {
    this.file.value = '';
    if (file) {
      void this.read(file.name, file, new Date(file.lastModified));
    }
  }

  private async read(name: string, blob: Blob, changed: Date): Promise<void> {
    this.reading?.abort();
    const reading = new AbortController();
    this.reading = reading;
    setText(this.problem, '');
    this.showProgress(name, 0);
    try {
      const source = await readRecords(
        { name, blob, date: changed.toISOString().slice(0, 10) },
        (share) => this.showProgress(name, share),
        reading.signal
      );
      this.togglePaste(false);
      this.choice.choose(source);
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

  private showProgress(name: string, share: number): void {
    const { trans } = this;
    if (!this.progress.hasChildNodes()) {
      this.progress.append(
        element('span', {}, trans.__('Reading %1', name)),
        this.bar,
        button(trans.__('stop'), () => {
          this.reading?.abort();
        })
      );
      this.bar.setAttribute('aria-label', trans.__('Reading %1', name));
    }
    this.bar.value = share;
  }

  private makePaste(): HTMLElement {
    const { trans } = this;
    this.pastePlace.append(
      this.text,
      element(
        'div',
        { class: 'jp-EnetRecords-row' },
        button(trans.__('read'), () => {
          const name = trans.__('pasted records');
          void this.read(name, new Blob([this.text.value]), new Date());
        }),
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

  private readonly sets: HTMLSelectElement;
  private readonly own = element('option', { value: '' });
  private readonly file = element('input', { type: 'file', accept: '.csv,.json,text/csv', hidden: true });
  private readonly pasteButton: HTMLButtonElement;
  private readonly pastePlace = element('div', { class: 'jp-EnetRecords-paste', hidden: true });
  private readonly text = element('textarea', { class: 'jp-EnetRecords-text', rows: 6, spellcheck: 'false' });
  private readonly bar = element('progress', { max: 1, value: 0 });
  private readonly progress = element('div', { class: 'jp-EnetRecords-progress', role: 'status' });
  private readonly problem = element('p', { class: 'jp-EnetRecords-problem', role: 'alert' });
  private reading: AbortController | null = null;
}

function titleOf(source: RecordSource): string {
  let set: RecordSet;
  try {
    set = recordSetOf(source);
  } catch {
    // The view says what is wrong with the document.
    return '';
  }
  return set.title;
}
