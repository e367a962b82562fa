import type { SharePlace } from '../../plot/overlay';
import { MARGIN } from './picture';

/** How near to the line of the budget a pointer has to be, pixels. */
const REACH = 7;

export interface PointerActions {
  /** Share of the axis at which the budget's line stands; null without. */
  budgetShare(): number | null;
  dragBudget(share: number): void;
  dropBudget(): void;
  /** A click, in pixels within the axes. */
  click(at: SharePlace, inner: { width: number; height: number }): void;
}

/** Drags the budget's line and clicks points; Plotly itself is left to show names on hover. */
export function attachPointer(node: HTMLElement, actions: PointerActions): void {
  let dragging: number | null = null;
  let dragged = false;
  const inner = (): { width: number; height: number } => ({
    width: node.clientWidth - MARGIN.l - MARGIN.r,
    height: node.clientHeight - MARGIN.t - MARGIN.b
  });
  const at = ({ clientX, clientY }: MouseEvent): SharePlace => {
    const { left, top } = node.getBoundingClientRect();
    return { x: clientX - left - MARGIN.l, y: clientY - top - MARGIN.t };
  };
  const isOnLine = (event: MouseEvent): boolean => {
    const share = actions.budgetShare();
    const line = share === null ? null : Math.min(1, Math.max(0, share)) * inner().width;
    return line !== null && Math.abs(at(event).x - line) <= REACH;
  };
  const share = (event: MouseEvent): number => Math.min(1, Math.max(0, at(event).x / inner().width));

  node.addEventListener(
    'pointerdown',
    (event) => {
      dragged = false;
      if (event.button === 0 && isOnLine(event)) {
        dragging = event.pointerId;
        node.setPointerCapture(event.pointerId);
      }
    },
    true
  );
  node.addEventListener('pointermove', (event) => {
    if (dragging === event.pointerId) {
      dragged = true;
      actions.dragBudget(share(event));
    } else {
      node.classList.toggle('jp-mod-draggable', isOnLine(event));
    }
  });
  for (const end of ['pointerup', 'pointercancel'] as const) {
    node.addEventListener(end, (event) => {
      if (dragging === event.pointerId) {
        dragging = null;
        if (dragged) {
          actions.dropBudget();
        }
      }
    });
  }
  node.addEventListener('click', (event) => {
    if (!dragged) {
      actions.click(at(event), inner());
    }
  });
}
