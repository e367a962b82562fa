import { decoded } from '@efficientnet-lab/kernel-helpers/views';
import {
  type GalleryItem,
  type GalleryResult,
  imageLines,
  imageName
} from '@efficientnet-lab/kernel-helpers/views/gallery';
import { exact } from '@efficientnet-lab/kernel-helpers/wording';
import type { TranslationBundle } from '@jupyterlab/translation';
import { button } from '../../controls/button';
import { element, setText } from '../../dom/element';
import { keyTarget } from './grid-keys';
import { heatedImage } from './heated-image';
import type { GalleryModel } from './model';

/** Images of one page: what a screen has room for, and is drawn within a frame. */
const PAGE = 24;

/** The images that are looked at, a page of them; one is chosen by click, or by Enter after arrow keys. */
export class ImageGrid {
  readonly node: HTMLElement;

  constructor(
    private readonly model: GalleryModel,
    private readonly trans: TranslationBundle,
    private readonly requestRender: () => void
  ) {
    this.before = button(trans.__('previous'), () => this.turn(-1), { title: trans.__('The page before') });
    this.after = button(trans.__('next'), () => this.turn(1), { title: trans.__('The page after') });
    this.list.setAttribute('aria-label', trans.__('Images'));
    this.list.addEventListener('click', (event) => this.onClick(event));
    this.pages = element(
      'div',
      { class: 'jp-EnetGallery-pages' },
      this.before,
      element('span', { role: 'status' }, this.range),
      this.after
    );
    this.node = element('div', { class: 'jp-EnetGallery-grid' }, this.list, this.nothing, this.pages);
  }

  render(result: GalleryResult | null): void {
    const { shown, items } = result ?? { shown: [], items: [] };
    this.at = Math.max(0, Math.min(this.at, shown.length - 1));
    const first = PAGE * Math.floor(this.at / PAGE);
    const page = shown.slice(first, first + PAGE);
    const { heat } = this.model.state;
    const drawn = [heat, ...page.map(({ place }) => place)].join();
    if (this.items !== items || this.drawn !== drawn) {
      this.items = items;
      this.drawn = drawn;
      this.list.replaceChildren(...page.map((item) => this.optionOf(item)));
    }
    this.shown = shown.length;
    this.first = first;
    [...this.list.children].forEach((option, i) => {
      option.setAttribute('aria-selected', String(page[i].place === this.model.state.enlarged));
      option.setAttribute('tabindex', first + i === this.at ? '0' : '-1');
    });
    this.list.hidden = page.length === 0;
    this.pages.hidden = shown.length <= PAGE;
    this.before.disabled = first === 0;
    this.after.disabled = first + PAGE >= shown.length;
    const { trans } = this;
    const last = first + page.length;
    setText(this.range, trans.__('%1 to %2 of %3', exact(first + 1), exact(last), exact(shown.length)));
    setText(this.nothing, result !== null && page.length === 0 ? trans.__('No image is like that.') : '');
    if (this.isFocusDue) {
      this.isFocusDue = false;
      this.option(this.at)?.focus();
    }
  }

  /** Arrow keys, Home, End and pages lead through the images, Enter enlarges one, Escape ends that. */
  handleKey(event: KeyboardEvent): boolean {
    if (!(event.target instanceof HTMLElement) || !this.list.contains(event.target)) {
      return false;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) {
      return false;
    }
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      this.choose(this.at);
      return true;
    }
    if (event.key === 'Escape' && this.model.state.enlarged !== null) {
      this.model.choose({ enlarged: null });
      return true;
    }
    const target = keyTarget(event.key, this.at, { shown: this.shown, columns: this.columns(), page: PAGE });
    if (target === null) {
      return false;
    }
    event.preventDefault();
    this.at = target;
    this.isFocusDue = true;
    this.requestRender();
    return true;
  }

  private optionOf(item: GalleryItem): HTMLElement {
    const { trans } = this;
    const lines = imageLines({ ...item, name: imageName(item, trans) }, trans);
    const [name, ...rest] = lines;
    const className = item.isMistake === null ? '' : item.isMistake ? 'jp-mod-wrong' : 'jp-mod-right';
    return element(
      'li',
      { role: 'option', class: className || null, 'data-place': item.place },
      heatedImage(decoded(item.image), null, this.model.state.heat === 'map' ? item.map : null, name),
      element('strong', {}, name),
      ...rest.map((line) => element('span', {}, line))
    );
  }

  private onClick(event: MouseEvent): void {
    const option = event.target instanceof Element ? event.target.closest('[role="option"]') : null;
    if (option) {
      this.at = this.first + [...this.list.children].indexOf(option);
      this.isFocusDue = true;
      this.choose(this.at);
      this.requestRender();
    }
  }

  /** Enlarges an image; one that is large already, no more. */
  private choose(at: number): void {
    const place = this.model.result?.shown[at]?.place;
    if (place !== undefined) {
      this.model.choose({ enlarged: place === this.model.state.enlarged ? null : place });
    }
  }

  private turn(pages: number): void {
    this.at = this.first + PAGE * pages;
    this.requestRender();
  }

  private option(at: number): HTMLElement | null {
    const option = this.list.children[at - this.first];
    return option instanceof HTMLElement ? option : null;
  }

  /** As many as stand in the first row. */
  private columns(): number {
    const options = [...this.list.children] as HTMLElement[];
    return Math.max(1, options.filter(({ offsetTop }) => offsetTop === options[0].offsetTop).length);
  }

  private readonly list = element('ul', { role: 'listbox' });
  private readonly nothing = element('p', { class: 'jp-EnetSource', role: 'status' });
  private readonly range = element('span', {});
  private readonly before: HTMLButtonElement;
  private readonly after: HTMLButtonElement;
  private readonly pages: HTMLElement;
  /** Among the images that are looked at: the one that the Tab key leads to. */
  private at = 0;
  private first = 0;
  private shown = 0;
  private items: readonly GalleryItem[] | null = null;
  private drawn = '';
  private isFocusDue = false;
}
