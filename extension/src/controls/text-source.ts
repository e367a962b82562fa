import type { TranslationBundle } from '@jupyterlab/translation';
import { acceptDrops } from '../dom/drops';
import { element, setText } from '../dom/element';
import { button } from './button';

export interface TextSourceOptions<T> {
  /** Accessible name of the field for pasted text. */
  label: string;
  placeholder: string;
  /** Tooltips of the two buttons. */
  openTitle: string;
  pasteTitle: string;
  /** What pasted text is called in messages. */
  pastedName: string;
  /** Kinds of file, as a file input takes them. */
  accept: string;
  /** @throws Error with a message for the reader of the page. */
  read(file: TextFile, onProgress: (share: number) => void, signal: AbortSignal): Promise<T>;
  /** Called with what was read; what it throws is shown too. Never called for text that can't be read. */
  take(read: T): void;
}

export interface TextFile {
  name: string;
  blob: Blob;
  /** When it was last changed. */
  changed: Date;
}

/** Takes a text from a file, by button or drop, or from a paste. What can't be read is said and changes nothing. */
export class TextSource<T> {
  readonly node: HTMLElement;

  /** @param first - what stands before the buttons */
  constructor(
    private readonly options: TextSourceOptions<T>,
    private readonly trans: TranslationBundle,
    ...first: HTMLElement[]
  ) {
    const { label, placeholder, openTitle, pasteTitle, accept } = options;
    this.file = element('input', { type: 'file', accept, hidden: true });
    this.file.addEventListener('change', () => {
      const file = this.file.files?.[0];
      this.file.value = '';
      if (file) {
        this.takeFile(file);
      }
    });
    this.text.setAttribute('aria-label', label);
    this.text.placeholder = placeholder;
    this.pasteButton = button(trans.__('paste…'), () => this.togglePaste(true), { title: pasteTitle });
    this.node = element(
      'div',
      { class: 'jp-EnetTextSource' },
      element(
        'div',
        { class: 'jp-EnetTextSource-row' },
        ...first,
        button(trans.__('open…'), () => this.file.click(), { title: openTitle }),
        this.pasteButton
      ),
      this.file,
      this.makePaste(),
      this.progress,
      this.problem
    );
  }

  /** Files dropped on the node are read. */
  acceptDrops(node: HTMLElement): void {
    acceptDrops(node, (file) => this.takeFile(file));
  }

  /** Ends what is being read, and forgets what went wrong. */
  clear(): void {
    this.reading?.abort();
    setText(this.problem, '');
  }

  dispose(): void {
    this.reading?.abort();
  }

  private takeFile(file: File): void {
    void this.read({ name: file.name, blob: file, changed: new Date(file.lastModified) });
  }

  private async read(file: TextFile): Promise<void> {
    this.clear();
    const reading = new AbortController();
    this.reading = reading;
    this.showProgress(file.name, 0);
    try {
      const read = await this.options.read(
        file,
        (share) => this.showProgress(file.name, share),
        reading.signal
      );
      this.options.take(read);
      this.togglePaste(false);
    } catch (error) {
      if (!reading.signal.aborted) {
        const reason = error instanceof Error ? error.message : String(error);
        setText(this.problem, this.trans.__('%1 can’t be read: %2', file.name, reason));
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
        { class: 'jp-EnetTextSource-row' },
        button(trans.__('read'), () => {
          const { pastedName: name } = this.options;
          void this.read({ name, blob: new Blob([this.text.value]), changed: new Date() });
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

  private readonly file: HTMLInputElement;
  private readonly pasteButton: HTMLButtonElement;
  private readonly pastePlace = element('div', { class: 'jp-EnetTextSource-paste', hidden: true });
  private readonly text = element('textarea', {
    class: 'jp-EnetTextSource-text',
    rows: 6,
    spellcheck: 'false'
  });
  private readonly bar = element('progress', { max: 1, value: 0 });
  private readonly progress = element('div', { class: 'jp-EnetTextSource-progress', role: 'status' });
  private readonly problem = element('p', { class: 'jp-EnetTextSource-problem', role: 'alert' });
  private reading: AbortController | null = null;
}
