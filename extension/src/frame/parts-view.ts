import type { ArchitectureSpec, Table } from '@efficientnet-lab/kernel-helpers/analysis';
import type { DocumentOf, LabDocument } from '@efficientnet-lab/kernel-helpers/contract';
import { DOCUMENT_VERSION } from '@efficientnet-lab/kernel-helpers/views';
import type { ResultText } from '@efficientnet-lab/kernel-helpers/wording';
import { Clipboard } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import type { Message } from '@lumino/messaging';
import { dataTable } from '../controls/data-table';
import type { MenuEntry } from '../controls/menu';
import type { ViewEnvironment } from '../tokens';
import type { ViewOpener } from './adapter';
import type { Outcome } from './computed';
import { FrameView } from './frame';
import type { StateHistory } from './history';
import type { LabView } from './lab-view';
import { laidOut, type Part, type PartList, PartMaker } from './parts';
import { brokenWords, resultWords, type Words } from './words';

/** A state with the numbers that follow from it. */
export interface ViewModel<S extends object, R> extends StateHistory<S> {
  readonly outcome: Outcome<R>;
  readonly result: R;
  dispose?(): void;
}

/** A view as the list of its parts, with its words. */
export interface ViewParts<D extends LabDocument, R> {
  /** CSS class. */
  className: string;
  title: string;
  /** Paragraphs of the help dialog; how sliders are moved follows, if there are any. */
  help: string[];
  /** Heading in place of the result, where the state stands for nothing. */
  broken: string;
  words(result: R, trans: TranslationBundle): ResultText | Words;
  /** What is said while the first outcome is awaited; null when there is one. */
  awaited?(): Words | null;
  /** Whether what is shown is not that of the present state. */
  isStale?(): boolean;
  /** Whether there is nothing to show yet. */
  isEmpty?(): boolean;
  parts: PartList<R>;
  /** The folded explanation. */
  whyTitle: string;
  why(result: R, trans: TranslationBundle): Node;
  /** The data table: its accessible name and content. */
  dataTitle: string;
  data(result: R, trans: TranslationBundle): Table | HTMLElement;
  csv(result: R, trans: TranslationBundle): string;
  /** What the menu copies as Markdown; no such entry without it. */
  markdown?(result: R): string;
  /** Of downloads, without its end. */
  fileName: string;
  /** Of the CSV where it is another one. */
  csvName?(result: R): string;
  /** TypeScript that shows the same view in a cell. */
  code(): string;
  /** The stored picture, SVG; null where there is nothing to show. */
  paper(result: R, today: Date, trans: TranslationBundle): string | null;
  /** What the document holds besides the state. */
  extra?(): Partial<D['data']>;
  /** What of a document is state. */
  stateOf?(data: D['data']): object;
  /** The network that may be pinned, and how the view turns to another one; none for views of no whole network. */
  network?: { spec(): ArchitectureSpec | null; turnTo(spec: ArchitectureSpec): boolean };
  entries?: MenuEntry[];
}

/** Makes a view of its parts. */
export function viewOf<View extends LabDocument['view'], S extends object, R>(
  name: View,
  model: ViewModel<S, R>,
  environment: ViewEnvironment,
  describe: (make: PartMaker<R>) => ViewParts<DocumentOf<View>, R>
): LabView {
  let view: PartsView<S, R> | null = null;
  const make = new PartMaker<R>(
    model,
    environment.trans,
    () => view?.showAgain(false),
    () => view?.showAgain(true)
  );
  view = new PartsView<S, R>(name, model, environment, describe(make));
  return view;
}

/** What opens a view. */
export function openerOf<D extends LabDocument>(
  initial: (settings: ReadonlyPartialJSONObject) => D['data'],
  create: (data: D['data'], environment: ViewEnvironment, start: D['data']) => LabView
): ViewOpener<D> {
  return { initial, create: ({ data }, environment, start) => create(data, environment, start) };
}

class PartsView<S extends object, R> extends FrameView<S, LabDocument & { data: S }, ViewModel<S, R>> {
  constructor(
    private readonly name: LabDocument['view'],
    model: ViewModel<S, R>,
    environment: ViewEnvironment,
    private readonly view: ViewParts<LabDocument, R>
  ) {
    super(model, environment, { ...view, pictures: ['svg', 'png'] });
    const { nodes, parts } = laidOut(view.parts);
    this.parts = parts;
    for (const { plot, node } of parts) {
      if (plot && node instanceof HTMLElement) {
        this.addPlot(plot, node);
      }
    }
    parts.forEach((part) => part.acceptDrops?.(this.node));
    this.compose(...nodes);
  }

  /** Shows what changed besides the state; what came late is kept too. */
  showAgain(cameLate: boolean): void {
    this.requestRender();
    if (cameLate) {
      this.keepChange();
    }
  }

  override toDocument(): LabDocument & { data: S } {
    return {
      version: DOCUMENT_VERSION,
      view: this.name,
      sentence: this.words().sentence,
      data: { ...this.model.state, ...this.view.extra?.() }
    } as unknown as LabDocument & { data: S };
  }

  override load({ data }: LabDocument & { data: S }): void {
    this.model.load((this.view.stateOf?.(data) ?? data) as S);
  }

  protected override onAfterAttach(message: Message): void {
    super.onAfterAttach(message);
    this.parts.forEach((part) => part.attach?.(this));
  }

  protected override onBeforeDetach(message: Message): void {
    this.parts.forEach((part) => part.detach?.());
    super.onBeforeDetach(message);
  }

  protected override onAfterShow(): void {
    super.onAfterShow();
    this.parts.forEach((part) => part.show?.());
  }

  protected override onBeforeHide(): void {
    this.parts.forEach((part) => part.hide?.());
  }

  override dispose(): void {
    if (!this.isDisposed) {
      this.model.dispose?.();
      this.parts.forEach((part) => part.dispose?.());
    }
    super.dispose();
  }

  protected override words(): Words {
    const awaited = this.view.awaited?.();
    if (awaited) {
      return awaited;
    }
    const { outcome } = this.model;
    if (!outcome.ok) {
      return brokenWords(this.view.broken, outcome.message);
    }
    const words = this.view.words(outcome.result, this.environment.trans);
    return 'sentence' in words ? words : resultWords([words.before, words.factor, words.after], words.detail);
  }

  protected override renderControls(): void {
    this.parts.forEach((part) => part.update?.());
    this.toggleClass('jp-mod-stale', this.view.isStale?.() ?? false);
    this.toggleClass('jp-mod-empty', this.view.isEmpty?.() ?? false);
  }

  protected override renderBody(): void {
    const { result } = this.model;
    this.parts.forEach((part) => part.render?.(result));
  }

  protected override rescale(): void {
    const { result } = this.model;
    this.parts.forEach((part) => part.rest?.(result));
  }

  protected override redrawPlots(): void {
    super.redrawPlots();
    this.parts.forEach((part) => part.redraw?.());
  }

  protected override whyContent(): Node {
    return this.view.why(this.model.result, this.environment.trans);
  }

  protected override dataTable(): Node {
    const { trans } = this.environment;
    const data = this.view.data(this.model.result, trans);
    return data instanceof HTMLElement ? data : dataTable(data, trans);
  }

  protected override csv(): string {
    return this.view.csv(this.model.result, this.environment.trans);
  }

  protected override csvName(): string {
    return this.view.csvName?.(this.model.result) ?? super.csvName();
  }

  protected override code(): string {
    return this.view.code();
  }

  protected override paper(): string | null {
    const { outcome } = this.model;
    return outcome.ok ? this.view.paper(outcome.result, new Date(), this.environment.trans) : null;
  }

  protected override handleKey(event: KeyboardEvent): boolean {
    return this.parts.some((part) => part.handleKey?.(event));
  }

  protected override spec(): ArchitectureSpec | null | undefined {
    return this.view.network?.spec();
  }

  protected override turnTo(spec: ArchitectureSpec): boolean {
    return this.view.network?.turnTo(spec) ?? false;
  }

  protected override help(): string[] {
    const hasSliders = this.node.querySelector('input[type="range"]') !== null;
    const keys = this.environment.trans.__(
      'Arrow keys move a slider by one step, Page Up and Page Down by ten, Home and End to its limits; Delete resets it, Ctrl+Z undoes.'
    );
    return hasSliders ? [...this.view.help, keys] : this.view.help;
  }

  protected override ownEntries(): MenuEntry[] {
    const { model, view } = this;
    const copy = {
      label: this.environment.trans.__('Copy as Markdown'),
      run: () => Clipboard.copyToSystem(view.markdown?.(model.result) ?? ''),
      isEnabled: () => model.outcome.ok
    };
    return [...(view.markdown ? [copy] : []), ...(view.entries ?? [])];
  }

  private readonly parts: readonly Part<R>[];
}
