import {
  publishedRecords,
  type PublishedSetName,
  type RecordSet
} from '@efficientnet-lab/kernel-helpers/analysis';
import {
  type RecordDocumentSource,
  recordSetOf,
  type RecordSource
} from '@efficientnet-lab/kernel-helpers/views';
import type { TranslationBundle } from '@jupyterlab/translation';
import { TextSource } from '../controls/text-source';
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
  constructor(
    private readonly choice: SourceChoice,
    trans: TranslationBundle
  ) {
    this.sets = element('select', { class: 'jp-EnetSelect', 'aria-label': trans.__('Records') });
    this.sets.append(
      ...choice.sets.map((name) => element('option', { value: name }, publishedRecords(name).title)),
      this.own
    );
    this.sets.addEventListener('change', () => this.choosePublished());
    this.texts = new TextSource<RecordDocumentSource>(
      {
        label: trans.__('Records as CSV or JSON'),
        placeholder: 'name,accuracy,cost:latency [ms]\nmine,77.5,12.9',
        openTitle: trans.__('Open a file of records, CSV or JSON; you can also drop it on the view'),
        pasteTitle: trans.__('Paste records as CSV or JSON'),
        pastedName: trans.__('pasted records'),
        accept: '.csv,.json,text/csv',
        read: ({ name, blob, changed }, onProgress, signal) =>
          readRecords({ name, blob, date: changed.toISOString().slice(0, 10) }, onProgress, signal),
        take: (source) => choice.choose(source)
      },
      trans,
      this.sets
    );
  }

  get node(): HTMLElement {
    return this.texts.node;
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
    this.texts.acceptDrops(node);
  }

  dispose(): void {
    this.texts.dispose();
  }

  private choosePublished(): void {
    const name = this.choice.sets.find((set) => set === this.sets.value);
    if (name !== undefined) {
      this.texts.clear();
      this.choice.choose({ published: name });
    }
  }

  private readonly sets: HTMLSelectElement;
  private readonly own = element('option', { value: '' });
  private readonly texts: TextSource<RecordDocumentSource>;
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
