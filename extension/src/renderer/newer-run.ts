import type { RunSummary } from '@efficientnet-lab/kernel-helpers/contract';
import type { IDisposable } from '@lumino/disposable';
import { button } from '../controls/button';
import { element, setText } from '../dom/element';
import type { ViewEnvironment } from '../tokens';
import type { RunSession } from '../views/training-monitor/comm-line';
import { isLive } from '../views/training-monitor/model';
import { RunsLink } from '../views/training-monitor/runs-link';

/** Outputs of a run that has just begun are on their way to the page for so long. */
const SETTLING_MS = 500;

export interface Surroundings {
  session: RunSession;
  /** Of the cell around this output. */
  cellId: string | null;
  /** Runs that outputs of this page show, at each look. */
  shown(): readonly string[];
}

/**
 * One line above a run's output, as long as the kernel has a newer run of the same cell that no output shows: after a
 * reload before the first save, the saved one is not the cell's last.
 */
export class NewerRun implements IDisposable {
  readonly node = element('p', { class: 'jp-EnetNewerRun', role: 'status', hidden: '' });

  constructor(
    private readonly surroundings: Surroundings,
    { trans }: ViewEnvironment,
    onShow: (run: RunSummary) => void
  ) {
    this.link = new RunsLink(surroundings.session, (runs) => {
      this.runs = runs;
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.look(), SETTLING_MS);
    });
    const show = button(trans.__('show it here'), () => this.newest && onShow(this.newest));
    this.node.append(this.text, ' ', show);
    this.words = (run) =>
      run.cellId === undefined
        ? trans.__('Another run, %1, is in progress in this kernel.', run.runId)
        : isLive(run.status)
          ? trans.__(
              'This is an earlier run. A newer run of this cell, %1, is in progress in this kernel.',
              run.runId
            )
          : trans.__(
              'This is an earlier run. A newer run of this cell, %1, is available in this kernel.',
              run.runId
            );
  }

  get isDisposed(): boolean {
    return this.link.isDisposed;
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.link.dispose();
    this.node.remove();
  }

  look(): void {
    this.newest = newerRun(this.runs, this.surroundings.shown(), this.surroundings.cellId);
    this.node.hidden = this.newest === null;
    if (this.newest) {
      setText(this.text, this.words(this.newest));
    }
  }

  private readonly link: RunsLink;
  private readonly words: (run: RunSummary) => string;
  private readonly text = element('span', {});
  private runs: readonly RunSummary[] = [];
  private newest: RunSummary | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
}

/**
 * The newest run of a cell that is not shown; of a cell that nobody named to the kernel, one that goes on.
 * @param runs - of the kernel, oldest first
 */
export function newerRun(
  runs: readonly RunSummary[],
  shown: readonly string[],
  cellId: string | null
): RunSummary | null {
  const isCandidate = (run: RunSummary): boolean =>
    run.cellId === undefined ? isLive(run.status) : run.cellId === cellId;
  const found = runs.filter(isCandidate).at(-1);
  return found && !shown.includes(found.runId) ? found : null;
}
