import type { TrainingMonitorDocument } from '@efficientnet-lab/kernel-helpers/contract';
import { PanelLayout, Widget } from '@lumino/widgets';
import { button } from '../controls/button';
import { element } from '../dom/element';
import type { ViewEnvironment } from '../tokens';
import { exampleRun } from '../training-monitor/example';
import { TrainingMonitorModel } from '../training-monitor/model';
import { TrainingMonitorView } from '../training-monitor/view';
import type { RunFollower } from './run-follower';

const HOW_TO_START = 'const run = await enet.train(model, data, { epochs: 2, batchSize: 64, seed: 1 });';

/** The monitor as a panel: the newest training of the current notebook, or what would be shown here. */
export class MonitorPanel extends Widget {
  constructor(
    private readonly follower: RunFollower,
    private readonly environment: ViewEnvironment
  ) {
    super();
    this.addClass('jp-EnetPanel');
    this.layout = this.panel;
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
    const { document } = this.follower;
    if (document) {
      this.showDocument(document);
    } else {
      this.replace(this.emptyState());
    }
  }

  private showDocument(document: TrainingMonitorDocument): void {
    if (this.child instanceof TrainingMonitorView) {
      this.child.model.load(document);
      return;
    }
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
  private child: Widget | null = null;
}
