import { csvLine } from '@efficientnet-lab/kernel-helpers/analysis';
import type { RunReply } from '@efficientnet-lab/kernel-helpers/contract';
import {
  curveChart,
  curvesNote,
  epochsDone,
  type TrainingMonitorDocument
} from '@efficientnet-lab/kernel-helpers/views/training-monitor';
import { Dialog, showDialog } from '@jupyterlab/apputils';
import type { IDisposable } from '@lumino/disposable';
import type { Message } from '@lumino/messaging';
import { type ISignal, Signal } from '@lumino/signaling';
import { Widget } from '@lumino/widgets';
import { button } from '../../controls/button';
import { type MenuEntry, ViewMenu } from '../../controls/menu';
import { epochsTable, recordTable } from './tables';
import { downloadText } from '../../dom/download';
import { element, setText } from '../../dom/element';
import { claimKeys } from '../../dom/keys';
import { displaceWidget, placeWidget } from '../../dom/place';
import { ChartPlot } from '../../plot/chart-plot';
import type { ViewEnvironment } from '../../tokens';
import { exact, percent, unbroken } from '@efficientnet-lab/kernel-helpers/wording';
import type { RunSession } from './comm-line';
import { isLive, type TrainingMonitorModel } from './model';
import { RunLink } from './run-link';
import { badgeText, checkpointText, figuresOf, monitorSentence } from './wording';

/** Rows of the epochs table that get room before they are there. */
const RESERVED_ROWS = 8;

/** What a notebook keeps of a run: data by MIME type, and what is said of them. */
export type KeptOutput = NonNullable<RunReply['output']>;

/** The training monitor: sentence, progress, curves, epochs, messages, record, stop. */
export class TrainingMonitorView extends Widget {
  /** @param findSession - the session that may hold the run; null when the view has no notebook */
  constructor(
    readonly model: TrainingMonitorModel,
    private readonly environment: ViewEnvironment,
    private readonly findSession: (view: Widget) => RunSession | null
  ) {
    super();
    const { trans } = environment;
    this.addClass('jp-EnetView');
    this.addClass('jp-EnetMonitor');
    this.stopButton = button(trans.__('stop'), () => this.stop(), {
      title: trans.__('End the training after the current step and keep a checkpoint'),
      class: 'jp-EnetStop'
    });
    this.menu = new ViewMenu(trans.__('More'), this.menuEntries());
    this.plots = (['loss', 'accuracy'] as const).map(
      (quantity) =>
        new ChartPlot(
          () => curveChart(model.state, quantity, trans, this.logarithmic ? 'log' : 'linear'),
          trans
        )
    );
    this.record.append(
      element('summary', {}, trans.__('What is needed to repeat this run')),
      this.recordBody
    );
    this.bar.setAttribute('aria-label', trans.__('Training progress'));
    this.build();
    model.changed.connect(this.onModelChanged, this);
    environment.themeChanged?.connect(this.redrawPlots, this);
    this.render();
  }

  /** Emitted with what a notebook keeps of the run, when the kernel has told that it ended. */
  get ended(): ISignal<this, KeptOutput> {
    return this.endedSignal;
  }

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    Signal.clearData(this);
    this.model.changed.disconnect(this.onModelChanged, this);
    this.environment.themeChanged?.disconnect(this.redrawPlots, this);
    this.keys?.dispose();
    this.link?.dispose();
    this.menu.dispose();
    for (const plot of this.plots) {
      plot.dispose();
    }
    super.dispose();
  }

  protected override onAfterAttach(message: Message): void {
    super.onAfterAttach(message);
    this.keys = claimKeys(
      this.node,
      (event) =>
        (event.key === 'Enter' || event.key === ' ') &&
        event.target instanceof Element &&
        event.target.closest('button, summary') !== null
    );
    this.plots.forEach((plot, i) => placeWidget(plot, this.plotPlaces[i]));
    this.connect();
    this.render();
  }

  protected override onAfterShow(): void {
    this.redrawPlots();
  }

  protected override onResize(): void {
    this.redrawPlots();
  }

  protected override onBeforeDetach(message: Message): void {
    this.keys?.dispose();
    this.keys = null;
    this.plots.forEach(displaceWidget);
    this.link?.dispose();
    this.link = null;
    super.onBeforeDetach(message);
  }

  private build(): void {
    this.node.append(
      element(
        'div',
        { class: 'jp-EnetLayout' },
        element(
          'header',
          { class: 'jp-EnetHead' },
          element('div', { class: 'jp-EnetHead-words' }, this.heading, this.detail),
          element('div', { class: 'jp-EnetHead-actions' }, this.badge, this.stopButton, this.menu.node)
        ),
        element('div', { class: 'jp-EnetProgress' }, this.bar),
        this.figures,
        element('div', { class: 'jp-EnetMonitor-plots' }, ...this.plotPlaces),
        this.curves,
        this.epochs,
        this.messages,
        this.record
      ),
      this.announcer
    );
  }

  private onModelChanged(): void {
    this.connect();
    this.render();
  }

  /** One link for each run, as long as the run may go on and until its end is whole. */
  private connect(): void {
    const { state } = this.model;
    const wanted = this.isAttached && (isLive(state.status) || this.awaited !== null);
    if (this.link && (!wanted || this.link.run.runId !== state.runId)) {
      this.link.dispose();
      this.link = null;
    }
    const session = wanted && !this.link ? this.findSession(this) : null;
    if (session) {
      const { checkpointDir } = state.record;
      const run = {
        runId: state.runId,
        checkpointDir: typeof checkpointDir === 'string' ? checkpointDir : null
      };
      this.link = new RunLink(session, run, {
        onReply: (reply) => this.onReply(reply),
        onSilence: (reason) => this.model.silent(reason),
        onFallback: () =>
          setText(this.note, this.environment.trans.__('The run did not answer: the kernel was interrupted.'))
      });
    }
  }

  private onReply(reply: RunReply): void {
    const { change, document, folder, output, status } = reply;
    const tellsEnd = this.awaited === null && status !== 'unknown' && !isLive(status);
    if (output) {
      this.endedSignal.emit(output);
    }
    if (output || (document && this.awaited === 'document')) {
      this.awaited = null;
    }
    // A view that was asleep has heard of the end alone.
    const asleep = tellsEnd && !folder && !document && !change;
    if (tellsEnd && !output) {
      this.awaited = this.environment.inPanel ? (asleep ? 'document' : null) : 'output';
    }
    this.model.hear(reply);
    if (asleep) {
      this.link?.request('whole');
    }
    if (tellsEnd && this.awaited === 'output') {
      this.link?.request('output', folder ? { document: this.model.document } : {});
    }
  }

  private stop(): void {
    this.model.askToStop();
    this.link?.stop();
  }

  private render(): void {
    const { model } = this;
    const { trans } = this.environment;
    const { state, status } = model;
    setText(this.heading, unbroken(monitorSentence(model, trans)));
    setText(
      this.detail,
      [checkpointText(model, trans), state.model, state.dataset].filter((text) => text !== '').join(' · ')
    );
    setText(this.badge, badgeText(model, trans));
    this.node.dataset.status = model.doubt === null ? status : 'unknown';
    const { doubt } = model;
    this.stopButton.hidden =
      !isLive(status) || !(doubt === null || doubt === 'asking' || doubt === 'no-answer');
    this.stopButton.disabled = status !== 'running' || doubt === 'asking' || this.link === null;
    this.showProgress();
    this.figures.replaceChildren(
      ...figuresOf(model, trans).map(({ label, value, why }) =>
        element('div', {}, element('dt', { title: why }, label), element('dd', {}, value))
      )
    );
    this.epochs.style.setProperty(
      '--jp-enet-rows',
      String(Math.min(RESERVED_ROWS, Math.max(1, state.epochs)) + 1)
    );
    setText(this.curves, curvesNote(state, trans));
    this.renderEpochs();
    this.messages.replaceChildren(...state.messages.map((text) => element('li', {}, text)), this.note);
    this.recordBody.replaceChildren(recordTable(this.model.state, trans));
    this.announce();
    this.redrawPlots();
  }

  /** While a graph is built nobody knows how far it is: a bar without a value says so, to screen readers too. */
  private showProgress(): void {
    const { building, progress } = this.model;
    if (building) {
      this.bar.removeAttribute('value');
    } else {
      this.bar.value = progress;
    }
    setText(this.bar, building ? this.environment.trans.__('building the graph') : percent(progress));
  }

  /** Hundreds of rows are not made anew at each step. */
  private renderEpochs(): void {
    const { trans } = this.environment;
    const { history, runId } = this.model.state;
    const done = epochsDone(history);
    const key = `${runId} ${done} ${history.length}`;
    if (key !== this.shownEpochs) {
      this.shownEpochs = key;
      this.epochs.replaceChildren(epochsTable(this.model.state, trans));
      if (history.length < done) {
        const text = trans.__('Shown: %1 of %2 epochs.', exact(history.length), exact(done));
        this.epochs.append(element('p', { class: 'jp-EnetControls-note' }, text));
      }
    }
  }

  /** Speaks when the status or the epoch changes or the graph is built, not at every step. */
  private announce(): void {
    const { building, doubt, state, status } = this.model;
    const key = `${doubt ?? status} ${building} ${epochsDone(state.history)}`;
    if (key !== this.announced) {
      this.announced = key;
      setText(this.announcer, monitorSentence(this.model, this.environment.trans));
    }
  }

  private redrawPlots(): void {
    this.plots.forEach((plot) => plot.redraw());
  }

  private menuEntries(): (MenuEntry | null)[] {
    const { trans, inPanel, open } = this.environment;
    return [
      {
        label: trans.__('Logarithmic loss'),
        isToggled: () => this.logarithmic,
        run: () => {
          this.logarithmic = !this.logarithmic;
          this.redrawPlots();
        }
      },
      null,
      {
        label: trans.__('Download epochs as CSV'),
        run: () => downloadText('training-epochs.csv', epochsCsv(this.model.document), 'text/csv')
      },
      {
        label: trans.__('Download curve as CSV'),
        run: () => downloadText('training-curve.csv', curveCsv(this.model.document), 'text/csv')
      },
      null,
      ...(inPanel ? [] : [{ label: trans.__('Open as panel'), run: () => open(this.model.document) }]),
      { label: trans.__('Help'), run: () => void this.showHelp() }
    ];
  }

  private showHelp(): Promise<unknown> {
    const { trans } = this.environment;
    const lines = [
      curvesNote(this.model.state, trans),
      trans.__('Stop ends the training after the current step and keeps a checkpoint.'),
      trans.__('The final state stays in the notebook and needs no kernel.')
    ];
    const body = new Widget({ node: element('div', {}, ...lines.map((line) => element('p', {}, line))) });
    return showDialog({ title: trans.__('Training monitor'), body, buttons: [Dialog.okButton()] });
  }

  private readonly stopButton: HTMLButtonElement;
  private readonly menu: ViewMenu;
  private readonly plots: ChartPlot[];
  private readonly plotPlaces = [element('div', {}), element('div', {})];
  private readonly heading = element('h2', { class: 'jp-EnetSentence' });
  private readonly detail = element('p', { class: 'jp-EnetDetail' });
  private readonly badge = element('span', { class: 'jp-EnetBadge' });
  private readonly bar = element('progress', { class: 'jp-EnetProgress-bar', max: 1 });
  private readonly figures = element('dl', { class: 'jp-EnetFigures' });
  private readonly curves = element('p', { class: 'jp-EnetControls-note' });
  private readonly epochs = element('div', { class: 'jp-EnetMonitor-epochs' });
  private readonly note = element('li', {});
  private readonly messages = element('ul', { class: 'jp-EnetMessages' });
  private readonly record = element('details', { class: 'jp-EnetRecord' });
  private readonly recordBody = element('div', {});
  private readonly announcer = element('p', {
    class: 'jp-EnetAnnouncer',
    'aria-live': 'polite',
    role: 'status'
  });
  private keys: IDisposable | null = null;
  private link: RunLink | null = null;
  /** What the kernel was asked for when it told of the end. */
  private awaited: 'output' | 'document' | null = null;
  private readonly endedSignal = new Signal<this, KeptOutput>(this);
  private logarithmic = false;
  private announced = '';
  private shownEpochs = '';
}

function epochsCsv({ data }: TrainingMonitorDocument): string {
  const header = [
    'epoch',
    'loss',
    'accuracy',
    'validation_loss',
    'validation_accuracy',
    'learning_rate',
    'seconds'
  ];
  const lines = data.history.map((e) =>
    csvLine([e.epoch, e.loss, e.accuracy, e.validationLoss, e.validationAccuracy, e.learningRate, e.seconds])
  );
  return [csvLine(header), ...lines].join('');
}

function curveCsv({ data: { curve } }: TrainingMonitorDocument): string {
  const lines = curve.step.map((step, i) =>
    csvLine([step, curve.loss[i], curve.accuracy[i], curve.learningRate[i]])
  );
  return [csvLine(['step', 'loss', 'accuracy', 'learning_rate']), ...lines].join('');
}
