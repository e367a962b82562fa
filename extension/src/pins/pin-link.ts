import type { ArchitectureSpec } from '@efficientnet-lab/kernel-helpers/analysis';
import type { Pin } from '@efficientnet-lab/kernel-helpers/views';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';
import type { PinBoard, PinChange } from './board';
import { PinBar } from './pin-bar';
import { networkName } from '@efficientnet-lab/kernel-helpers/views';

/** What a view does for its link to the board. */
export interface LinkedView {
  readonly node: HTMLElement;
  /** The network shown; null when there is none. */
  spec(): ArchitectureSpec | null;
  /** Shows another network; false when this view can't. */
  turnTo(spec: ArchitectureSpec): boolean;
  /** The pins of this view's document were changed by its reader. */
  onPinned(): void;
  /** The board or the notice is to be shown anew. */
  onUpdated(): void;
}

/** Ties a view to the board: its pin bar, and turning to what is selected elsewhere, never without saying so. */
export class PinLink implements IDisposable {
  readonly bar: PinBar;

  constructor(
    private readonly board: PinBoard,
    private readonly view: LinkedView,
    private readonly trans: TranslationBundle
  ) {
    const here = (act: () => void) => {
      this.isChosenHere = true;
      act();
      this.isChosenHere = false;
      view.onPinned();
    };
    this.bar = new PinBar(
      board,
      {
        pin: (spec) => here(() => board.pin(spec)),
        select: (letter) => here(() => board.select(letter)),
        unpin: (letter) => here(() => board.unpin(letter))
      },
      trans
    );
    board.changed.connect(this.onBoardChanged, this);
  }

  /** True while another view's choice moves this one: not the reader's work, so not to be saved. */
  get isTurning(): boolean {
    return this.turning && !this.isChosenHere;
  }

  /** What another view has changed here, in words; empty when nothing. */
  get notice(): string {
    return this.noticeText;
  }

  /** The reader has gone on: what was said is no longer news. */
  clearNotice(): void {
    this.noticeText = '';
  }

  get isDisposed(): boolean {
    return this.disposed;
  }

  dispose(): void {
    this.disposed = true;
    this.board.changed.disconnect(this.onBoardChanged, this);
  }

  private onBoardChanged(_: PinBoard, change: PinChange): void {
    if (change === 'hovered') {
      this.view.node.dataset.hoveredPin = this.board.hovered ?? '';
      return;
    }
    if (change === 'selected' && this.board.selected) {
      this.turn(this.board.selected);
    }
    this.view.onUpdated();
  }

  private turn(pin: Pin): void {
    const shown = this.view.spec();
    if (shown !== null && this.board.pinOf(shown) === pin) {
      return;
    }
    this.turning = true;
    const turned = this.view.turnTo(pin.spec);
    this.turning = false;
    const name = networkName(pin.spec);
    if (!turned) {
      this.noticeText = this.trans.__('These controls can’t make pin %1, %2.', pin.letter, name);
    } else if (!this.isChosenHere) {
      this.noticeText = this.trans.__(
        'Another view selected pin %1, %2, and this view now shows it. Undo reverts this.',
        pin.letter,
        name
      );
    }
  }

  private noticeText = '';
  private turning = false;
  private isChosenHere = false;
  private disposed = false;
}
