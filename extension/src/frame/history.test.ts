import { describe, expect, it, vi } from 'vitest';
import { sameData, StateHistory } from './history';

interface State {
  place: { x: number };
  name: string;
}
const at = (x: number): State => ({ place: { x }, name: 'a' });

describe('StateHistory', () => {
  it('makes one change of a drag, and none of a drag that ends where it began', () => {
    const history = new StateHistory(at(0), at(0));
    history.move(at(1), 'moving');
    history.move(at(2), 'moving');
    expect(history.isMoving).toBe(true);
    history.settle();
    expect([history.isMoving, history.canUndo]).toEqual([false, true]);
    history.undo();
    expect(history.state).toEqual(at(0));
    history.redo();
    expect(history.state).toEqual(at(2));
    history.move(at(3), 'moving');
    history.move(at(2));
    history.undo();
    expect(history.state).toEqual(at(0));
  });

  it('forgets what was undone once something else is done', () => {
    const history = new StateHistory(at(0), at(0));
    history.move(at(1));
    history.undo();
    history.move(at(2));
    expect(history.canRedo).toBe(false);
    history.reset();
    expect(history.state).toEqual(at(0));
    history.undo();
    expect(history.state).toEqual(at(2));
  });

  it('says nothing about an equal state, and takes one from outside without undo', () => {
    const history = new StateHistory(at(0), at(0));
    const changed = vi.fn();
    history.changed.connect(changed);
    history.move(at(0));
    history.load(at(0));
    expect(changed).not.toHaveBeenCalled();
    history.load(at(5));
    expect(changed).toHaveBeenCalledOnce();
    expect(history.canUndo).toBe(false);
  });

  it('compares data by content', () => {
    expect(sameData(at(1), at(1))).toBe(true);
    expect(sameData(at(1), at(2))).toBe(false);
    expect(sameData(at(1), { ...at(1), more: 1 })).toBe(false);
  });
});
