import { element, setText } from '../dom/element';

/** A part of a view that is folded until asked for; its content is made only while it is open. */
export class Section {
  readonly node: HTMLDetailsElement;

  constructor(
    summary: string,
    private readonly makeContent: () => Node,
    className = ''
  ) {
    this.summary = element('summary', {}, summary);
    this.body = element('div', { class: 'jp-EnetSection-body' });
    this.node = element('details', { class: `jp-EnetSection ${className}`.trim() }, this.summary, this.body);
    this.node.addEventListener('toggle', () => this.update());
  }

  /** Shows the present state, if anybody looks. */
  update(): void {
    if (this.node.open) {
      this.body.replaceChildren(this.makeContent());
    }
  }

  /** @param summary - empty where there is nothing to unfold */
  rename(summary: string): void {
    setText(this.summary, summary);
    this.node.hidden = summary === '';
  }

  private readonly summary: HTMLElement;
  private readonly body: HTMLElement;
}
