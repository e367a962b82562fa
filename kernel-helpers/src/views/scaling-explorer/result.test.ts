import { describe, expect, it } from 'vitest';
import { phiCurve } from './curve';
import { publishedNetworks } from './networks';
import { doublingCosts, sameDepthInterval, scalingResult } from './result';
import { explorerState } from './state';

/** MACs of rule-scaled networks, counted with another program. */
const RULE_MACS: [number, number][] = [
  [-3, 106_847_952],
  [-1, 301_557_888],
  [0, 385_814_752],
  [0.5, 731_404_000],
  [1, 992_629_472],
  [2, 1_810_522_464],
  [7, 39_663_901_696]
];

describe('scalingResult', () => {
  it.each(RULE_MACS)('counts the MACs of φ = %f', (phi, macs) => {
    expect(scalingResult(explorerState({ phi })).report.macs.total).toBe(macs);
  });

  it('tells the rule from the built network at φ = 1', () => {
    const result = scalingResult(explorerState());
    expect(result.ideal).toBeCloseTo(1.92027, 4);
    expect(result.built).toBeCloseTo(2.573, 3);
    expect(result.report.params.trainable).toBeGreaterThan(9.105e6);
    expect(result.report.params.trainable).toBeLessThan(9.115e6);
    expect(result.report.depth).toBe(23);
    expect(result.report.spec.resolution).toBe(258);
  });

  it('knows which depths build the same blocks', () => {
    expect(sameDepthInterval(scalingResult(explorerState()))).toEqual({ from: 1, to: 1.25 });
  });

  it('measures every family against its own base', () => {
    const result = (variant: string) => scalingResult(explorerState({ mode: 'published', variant }));
    expect(result('lite2').built).toBeCloseTo((782619008 + 75837264 + 1280000) / 385187552, 12);
    expect(result('lite2').ideal).toBeCloseTo(1.2 * 1.1 ** 2 * (260 / 224) ** 2, 12);
    expect(result('v2-s')).toMatchObject({ isFamilyBase: true, built: 1, ideal: 1 });
    expect(result('v2-b0').isFamilyBase).toBe(true);
    expect(result('b0').isFamilyBase).toBe(false);
    expect([result('b7').position, result('b8').position]).toEqual([7, 8]);
    // d·w²·r² = 5.3 · 4.3² · (800/224)²; the other families stand where the rule promises their cost.
    expect(result('l2').position).toBeCloseTo(
      Math.log(5.3 * 4.3 ** 2 * (800 / 224) ** 2) / Math.log(1.92027),
      5
    );
    expect(result('v2-s').position).toBeCloseTo(Math.log(8365617152 / 385814752) / Math.log(1.92027), 5);
  });

  it('costs doubled dimensions of B0', () => {
    const costs = doublingCosts(scalingResult(explorerState({ phi: 0 })));
    expect(costs.map(({ built }) => built?.toFixed(2))).toEqual(['2.03', '3.76', '3.99']);
  });

  it('leaves out a doubled network that is too large', () => {
    const state = explorerState({ mode: 'manual', depth: 99, width: 1, resolution: 224 });
    expect(doublingCosts(scalingResult(state))[0].built).toBeNull();
  });
});

describe('phiCurve', () => {
  it('follows the built networks and the rule', () => {
    const curve = phiCurve(explorerState(), 0.5);
    for (const [phi, macs] of RULE_MACS) {
      expect(curve.built[curve.phi.indexOf(phi)]).toBe(macs);
    }
    const at1 = curve.phi.indexOf(1);
    expect(curve.rule[at1] / 385_814_752).toBeCloseTo(1.92027, 4);
  });

  it('ends before networks nobody can build', () => {
    const curve = phiCurve({ alpha: 2, beta: 2, gamma: 2 }, 0.5);
    expect(curve.phi.length).toBeGreaterThan(2);
    expect(Math.max(...curve.phi)).toBeLessThan(4);
  });

  it('knows the published networks', () => {
    expect(publishedNetworks().map((point) => point.macs)).toEqual([
      385_814_752, 686_802_832, 993_561_872, 1_827_141_392, 4_393_771_024, 10_266_384_752, 19_067_593_536,
      37_745_884_192
    ]);
  });
});
