import type { SweepRequest } from '@efficientnet-lab/kernel-helpers/contract';
import type { SweepResult } from '@efficientnet-lab/kernel-helpers/views/sweep-dashboard';
import type { IDisposable } from '@lumino/disposable';
import type { Widget } from '@lumino/widgets';
import type { Part } from '../../frame/parts';
import type { ViewEnvironment } from '../../tokens';
import type { EmptyPlace } from './empty';
import { SweepLink, sweepsOf } from './link';
import type { SweepDashboardModel } from './model';

/** Asks the kernel for a sweep that may go on, or for those there are, as long as the view is in the page. */
export class LinkPart implements Part<SweepResult | null> {
  constructor(
    private readonly model: SweepDashboardModel,
    private readonly environment: ViewEnvironment,
    private readonly empty: EmptyPlace
  ) {}

  attach(view: Widget): void {
    this.view = view;
    this.update();
  }

  detach(): void {
    this.view = null;
    this.drop();
  }

  /** One link for each sweep, as long as it may go on and until its end is whole. */
  update(): void {
    const { asked, state } = this.model;
    const wanted = this.view === null ? null : asked;
    if (this.link && (wanted === null || wanted.sweepId !== this.link.asked.sweepId)) {
      this.link.dispose();
      this.link = null;
    }
    if (wanted && !this.link) {
      this.connect();
    }
    const isListed = this.view !== null && state.sweep === null && asked === null;
    if (this.list && !isListed) {
      this.list.dispose();
      this.list = null;
    }
    const session = isListed && !this.list && this.view ? this.environment.session(this.view) : null;
    if (session) {
      this.list = sweepsOf(session, (sweeps) => this.empty.show(sweeps));
    }
  }

  request(action: SweepRequest['action']): void {
    this.link?.request(action);
  }

  dispose(): void {
    this.drop();
  }

  private connect(): void {
    const { asked } = this.model;
    const session = this.view && this.environment.session(this.view);
    if (session && asked) {
      this.link = new SweepLink(session, asked, {
        onReply: (reply) => {
          const isWhole = reply.sweep !== undefined || reply.change !== undefined;
          this.model.hear(reply);
          if (!isWhole && reply.status !== 'unknown' && reply.status !== this.model.state.sweep?.status) {
            this.link?.request('whole');
          }
        },
        onSilence: (reason) => this.model.silent(reason)
      });
    } else if (this.model.doubt === 'asking') {
      this.model.silent('no-kernel');
    }
  }

  private drop(): void {
    this.link?.dispose();
    this.list?.dispose();
    this.link = null;
    this.list = null;
  }

  private view: Widget | null = null;
  private link: SweepLink | null = null;
  private list: IDisposable | null = null;
}
