import { explorerState, SCALING_QUANTITIES } from '@efficientnet-lab/kernel-helpers/views/scaling-explorer';
import { describe, expect, it, vi } from 'vitest';
import { toTypeScript } from './code';
import { ScalingExplorerModel } from './model';

describe('ScalingExplorerModel', () => {
  it('counts a drag as one change that undo takes back', () => {
    const model = new ScalingExplorerModel(explorerState());
    const changed = vi.fn();
    model.changed.connect((_, change) => changed(change));
    model.set('phi', 1.2, 'moving');
    model.set('phi', 1.7, 'moving');
    expect(model.isMoving).toBe(true);
    model.set('phi', 1.7);
    expect(changed.mock.calls.flat()).toEqual(['moving', 'moving', 'settled']);
    model.undo();
    expect(model.state.phi).toBe(1);
    model.redo();
    expect(model.state.phi).toBe(1.7);
    expect(model.canRedo).toBe(false);
  });

  it('clamps to the limits of the parameter table', () => {
    const model = new ScalingExplorerModel(explorerState());
    model.set('phi', 99);
    expect(model.state.phi).toBe(7);
    model.set('gamma', 0.2);
    expect(model.state.gamma).toBe(1);
    model.resetParameter('gamma');
    expect(model.state.gamma).toBe(1.15);
  });

  it('turns a touched published network into a manual one that starts from it', () => {
    const model = new ScalingExplorerModel(explorerState());
    model.choosePublished('b3');
    expect(model.shown(SCALING_QUANTITIES.width)).toBe(1.2);
    expect(model.shown(SCALING_QUANTITIES.phi)).toBeUndefined();
    model.set('resolution', 301);
    expect(model.state).toMatchObject({ mode: 'manual', depth: 1.4, width: 1.2, resolution: 301 });
    model.reset();
    expect(model.state).toEqual(explorerState());
  });

  it('says why a network can’t be built', () => {
    const model = new ScalingExplorerModel(explorerState({ mode: 'manual', resolution: 8 }));
    expect(model.outcome).toMatchObject({
      ok: false,
      message: expect.stringContaining('resolution') as string
    });
  });

  it('is not undone by a document from outside, and ignores its own echo', () => {
    const model = new ScalingExplorerModel(explorerState());
    const changed = vi.fn();
    model.changed.connect(changed);
    model.load(explorerState());
    expect(changed).not.toHaveBeenCalled();
    model.load(explorerState({ phi: 3 }));
    expect(changed).toHaveBeenCalledOnce();
    expect(model.canUndo).toBe(false);
  });
});

describe('code', () => {
  it('writes only what differs from the defaults', () => {
    const call = (state: Parameters<typeof explorerState>[0]) =>
      toTypeScript(explorerState(state)).trim().split('\n').at(-1);
    expect(call({})).toBe('enet.showScalingExplorer({ phi: 1 });');
    expect(call({ phi: 2, gamma: 1.2 })).toBe('enet.showScalingExplorer({ phi: 2, gamma: 1.2 });');
    expect(call({ mode: 'published', variant: 'b3' })).toBe("enet.showScalingExplorer({ variant: 'b3' });");
    const manual = { mode: 'manual', depth: 1.2, width: 1.1, resolution: 258 } as const;
    expect(call(manual)).toBe('enet.showScalingExplorer({ depth: 1.2, width: 1.1, resolution: 258 });');
    expect(call({ mode: 'rule', phi: 2, variant: 'b3' })).toBe(
      "enet.showScalingExplorer({ mode: 'rule', phi: 2, variant: 'b3' });"
    );
  });
});
