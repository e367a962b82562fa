import { Signal } from '@lumino/signaling';

/** Light and dark: what the reader's system has, until the page's own button is pressed. */
export class PageTheme {
  /** @param sheet - the style sheet that makes the page dark where it applies */
  constructor(
    private readonly sheet: HTMLStyleElement,
    private readonly button: HTMLButtonElement
  ) {
    const system = matchMedia('(prefers-color-scheme: dark)');
    this.apply(system.matches);
    system.addEventListener('change', ({ matches }) => this.apply(matches));
    button.addEventListener('click', () => this.apply(!this.isDark));
  }

  readonly changed = new Signal<this, void>(this);

  private apply(isDark: boolean): void {
    this.isDark = isDark;
    this.sheet.media = isDark ? 'all' : 'not all';
    document.body.dataset['jpThemeLight'] = String(!isDark);
    this.button.setAttribute('aria-pressed', String(isDark));
    this.changed.emit();
  }

  private isDark = false;
}
