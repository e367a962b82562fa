import type { GatesResult } from '@efficientnet-lab/kernel-helpers/views/gates';
import type { TranslationBundle } from '@jupyterlab/translation';
import { button } from '../../controls/button';
import { TextSource } from '../../controls/text-source';
import { element, setText } from '../../dom/element';
import type { Part } from '../../frame/parts';
import type { GatesModel, ReadGates } from './model';
import { readGatesFile } from './reader';

/** Takes gates from a file, a paste or an example. */
export class GatesSource implements Part<GatesResult | null> {
  readonly node: HTMLElement;

  constructor(
    private readonly model: GatesModel,
    private readonly trans: TranslationBundle
  ) {
    this.texts = new TextSource<ReadGates>(
      {
        label: trans.__('Gates as CSV or JSON'),
        placeholder: '0.02, 0.91, 0.40\n0.01, 0.88, 0.05',
        openTitle: trans.__('Open a file of gates, CSV or JSON; you can also drop it on the view'),
        pasteTitle: trans.__('Paste gates: a line for each input, a number for each channel; or JSON'),
        pastedName: trans.__('pasted gates'),
        accept: '.csv,.tsv,.json,text/csv',
        read: ({ name, blob }, onProgress, signal) => readGatesFile({ name, blob }, onProgress, signal),
        take: (read) => model.take(read)
      },
      trans,
      button(trans.__('fill with an example'), () => {
        this.texts.clear();
        model.takeExample();
      })
    );
    this.node = element('div', {}, this.texts.node, this.origin);
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

  /** Files dropped on the node are read. */
  acceptDrops(node: HTMLElement): void {
    this.texts.acceptDrops(node);
  }

  dispose(): void {
    this.texts.dispose();
  }

  private readonly texts: TextSource<ReadGates>;
  private readonly origin = element('p', { class: 'jp-EnetControls-note' });
}
