import { describe, expect, it, vi } from 'vitest';
import { compoundScale, summarize, variant } from '../analysis';
import { MIME_TYPE, validateDocument } from '../contract';
import { KERNEL_BRIDGE, type KernelBridge, type MimeBundle } from './bridge';
import { DocumentError } from './bundle';
import { EVALUATION, FINISHED_RUN } from './picture/pictures.fixtures';
import { trainingDocument } from './progress';
import { bundleOf, scalingExplorer, show, ShowError } from './show';

const DAY = new Date('2026-11-22');

describe('show', () => {
  it.each<[string, unknown, string | null, RegExp]>([
    ['a published network', variant('b3'), 'scaling-explorer', /^B3 costs 4.74 × B0/],
    ['a cost report', summarize(compoundScale({ phi: 1 })), 'scaling-explorer', /^φ = 1 costs 2.57 × B0/],
    [
      'a network of its own',
      variant('b0', { classes: 10, name: 'ten' }),
      null,
      /^ten: 4,020,358 parameters and 385 M MACs/
    ],
    ['a document', trainingDocument(FINISHED_RUN), 'training-monitor', /^Trained 3 epochs in 2 min 09 s/],
    ['an evaluation', EVALUATION, null, /^98.00 % of 50 Rings test images are right/]
  ])('%s has a picture and text, and data where a view exists', (_, value, view, text) => {
    const bundle = bundleOf(value, DAY);
    expect(bundle['image/svg+xml']).toMatch(/^<svg /);
    expect(bundle['text/plain']).toMatch(text);
    if (view === null) {
      expect(bundle).not.toHaveProperty([MIME_TYPE]);
    } else {
      const document = bundle[MIME_TYPE] as { view: string; sentence: string };
      expect(document.view).toBe(view);
      expect(validateDocument(JSON.parse(JSON.stringify(document)))).toMatchObject({ ok: true });
      expect(String(bundle['text/plain']).split('\n')[0]).toBe(document.sentence);
    }
  });

  it('writes exact counts in the text', () => {
    // domain.md A3.
    expect(bundleOf(variant('b0'), DAY)['text/plain']).toMatch(
      /MACs 385,814,752 .*349,375,488.*34,532,064.*627,200.*1,280,000[^]*parameters 5,288,548 trainable, 5,330,564 .*5,330,571/
    );
  });

  it.each([[null], [undefined], [42], ['b0'], [{}], [[]], [{ accuracy: 1 }]])(
    'refuses %j with a remedy',
    (value) => {
      expect(() => bundleOf(value, DAY)).toThrow(ShowError);
      expect(() => bundleOf(value, DAY)).toThrow(/expected a specification/);
    }
  );

  it('refuses documents that break the schema', () => {
    expect(() => bundleOf({ version: 7, view: 'scaling-explorer' }, DAY)).toThrow(DocumentError);
    expect(() => bundleOf({ ...trainingDocument(FINISHED_RUN), sentence: 3 }, DAY)).toThrow(DocumentError);
  });

  it('prints the text outside a kernel', () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    show(variant('b0'));
    expect(log.mock.calls[0][0]).toMatch(/^B0 costs 1.00 × B0/);
    log.mockRestore();
  });

  it('sends one bundle to the running cell', () => {
    const sent: MimeBundle[] = [];
    const bridge: Partial<KernelBridge> = {
      version: 1,
      cellOutput: () => ({ display: (bundle) => sent.push(bundle) })
    };
    const global = globalThis as { [KERNEL_BRIDGE]?: Partial<KernelBridge> };
    global[KERNEL_BRIDGE] = bridge;
    scalingExplorer({ phi: 2 });
    delete global[KERNEL_BRIDGE];
    expect(sent).toHaveLength(1);
    expect(sent[0]['text/plain']).toMatch(/^φ = 2 costs/);
  });
});
