import type { TranslationBundle } from '@jupyterlab/translation';
import { element, setText } from '../../dom/element';

/** Walks through all channels in the order in which they are shown, and reads out the one that it stands at. */
export class ChannelSlider {
  readonly node: HTMLElement;

  /** @param look - at the channel of a place, from 0 */
  constructor(trans: TranslationBundle, look: (place: number) => void) {
    this.range = element('input', {
      type: 'range',
      class: 'jp-EnetSlider-range',
      min: 1,
      step: 1,
      'aria-label': trans.__('Channel')
    });
    this.range.addEventListener('input', () => look(this.range.valueAsNumber - 1));
    this.node = element(
      'div',
      { class: 'jp-EnetGates-channel' },
      element('span', { 'aria-hidden': 'true' }, trans.__('channel')),
      this.range,
      this.words
    );
  }

  show(place: number, count: number, words: string): void {
    this.range.max = String(count);
    this.range.value = String(place + 1);
    this.range.style.setProperty('--jp-enet-fill', `${(100 * place) / Math.max(1, count - 1)}%`);
    this.range.setAttribute('aria-valuetext', words);
    setText(this.words, words);
  }

  private readonly range: HTMLInputElement;
  private readonly words = element('p', { class: 'jp-EnetGates-readout' });
}
