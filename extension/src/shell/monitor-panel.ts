import type { TrainingMonitorDocument } from '@efficientnet-lab/kernel-helpers/views/training-monitor';
import { PanelLayout, Widget } from '@lumino/widgets';
import { button } from '../controls/button';
import { element } from '../dom/element';
import type { ViewEnvironment } from '../tokens';
import { exampleRun } from '../views/training-monitor/example';
import { TrainingMonitorModel } from '../views/training-monitor/model';
import { TrainingMonitorView } from '../views/training-monitor/view';
import type { KnownRun, RunFollower } from './run-follower';

const HOW_TO_START = 'const run = await enet.train(model, data, { epochs: 2, batchSize: 64, seed: 1 });';

/** The monitor as a panel: a training of the current notebook, or what would be shown here. */
export class MonitorPanel extends Widget {
  constructor(
    private readonly follower: RunFollower,
    private readonly environment: ViewEnvironment
  ) {
    super();
    this.addClass('jp-EnetPanel');
    this.layout = this.panel;
    const { trans } = environment;
    this.choice.setAttribute('aria-label', trans.__('Run'));
    this.choice.addEventListener('change', () => this.choose(this.choice.value));
    this.panel.addWidget(new Widget({ node: this.bar }));
    follower.changed.connect(this.onFollowerChanged, this);
    this.onFollowerChanged();
  }

  override dispose(): void {
    if (!this.isDisposed) {
      this.follower.changed.disconnect(this.onFollowerChanged, this);
      this.follower.dispose();
      super.dispose();
    }
  }

  private onFollowerChanged(): void {
    const { runs, newest } = this.follower;
    if (newest === null) {
      this.shown = null;
      this.chosen = null;
      this.renderChoice(null);
      this.replace(this.emptyState());
      return;
    }
    const run = runs.find(({ document }) => document.data.runId === this.chosen) ?? newest;
    this.renderChoice(run);
    this.showDocument(run.document);
  }

  /** The newest run, which a later one takes the place of, or one that stays. */
  private choose(runId: string): void {
    this.chosen = runId === this.follower.newest?.document.data.runId ? null : runId;
    this.onFollowerChanged();
  }

  /** Runs to choose from, where there are several; the newest first. */
  private renderChoice(current: KnownRun | null): void {
    const { runs } = this.follower;
    this.bar.hidden = runs.length < 2;
    const options = [...runs].reverse().map(({ document, running }) => {
      const { runId, model } = document.data;
      const state = running ? this.environment.trans.__('running') : '';
      const label = [runId, model, state].filter((text) => text !== '').join(' · ');
      return element('option', { value: runId }, label);
    });
    this.choice.replaceChildren(...options);
    this.choice.value = current?.document.data.runId ?? '';
  }

  private showDocument(document: TrainingMonitorDocument): void {
    const { runId } = document.data;
    if (this.child instanceof TrainingMonitorView && this.shown === runId) {
      this.child.model.load(document);
      return;
    }
    this.shown = runId;
    this.replace(
      new TrainingMonitorView(
        new TrainingMonitorModel(document),
        this.environment,
        () => this.follower.notebook?.sessionContext ?? null
      )
    );
  }

  private emptyState(): Widget {
    const { trans } = this.environment;
    const node = element(
      'div',
      { class: 'jp-EnetView jp-EnetEmpty' },
      element('h2', { class: 'jp-EnetSentence' }, trans.__('No training in the current notebook')),
      element(
        'p',
        {},
        trans.__(
          'This shows the newest training of the notebook you work in: progress, time left, loss and accuracy, and a stop button. Start one in a cell of the TypeScript kernel:'
        )
      ),
      element('pre', {}, HOW_TO_START),
      button(trans.__('show an example'), () => this.showDocument(exampleRun()))
    );
    return new Widget({ node });
  }

  private replace(child: Widget): void {
    this.child?.dispose();
    this.child = child;
    this.panel.addWidget(child);
  }

  private readonly panel = new PanelLayout();
  private readonly choice = element('select', { class: 'jp-EnetSelect' });
  private readonly bar = element('div', { class: 'jp-EnetMonitor-runs' }, this.choice);
  private child: Widget | null = null;
  private shown: string | null = null;
  /** The run that stays shown; null for the newest. */
  private chosen: string | null = null;
}
