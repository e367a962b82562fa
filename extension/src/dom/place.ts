import { MessageLoop } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';

/**
 * Puts a widget into an element of another widget's node. Unlike `Widget.attach`, also while that node is not in the
 * page yet: JupyterLab attaches outputs before their notebook when it windows none of them.
 */
export function placeWidget(widget: Widget, host: HTMLElement): void {
  if (!widget.isAttached) {
    MessageLoop.sendMessage(widget, Widget.Msg.BeforeAttach);
    host.append(widget.node);
    MessageLoop.sendMessage(widget, Widget.Msg.AfterAttach);
  }
}

/** Takes it out again. */
export function displaceWidget(widget: Widget): void {
  if (widget.isAttached) {
    MessageLoop.sendMessage(widget, Widget.Msg.BeforeDetach);
    widget.node.remove();
    MessageLoop.sendMessage(widget, Widget.Msg.AfterDetach);
  }
}
