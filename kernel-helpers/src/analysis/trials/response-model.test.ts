import { describe, expect, it } from 'vitest';
import { SpecError } from '../errors';
import { RandomNormal } from '../noise/random-normal';
import { predictResponse, proposedCandidates, responseModel, type ResponsePoint } from '.';

const bowl = (depth: number, width: number): number => 90 - (depth - 0.3) ** 2 * 40 - (width - 0.1) ** 2 * 25;

function points(count: number, noise: number, seed: number): ResponsePoint[] {
  const random = new RandomNormal(seed);
  return Array.from({ length: count }, () => {
    const [depth, width] = [random.next() / 3, random.next() / 3];
    return { features: { depth, width }, accuracy: bowl(depth, width) + noise * random.next() };
  });
}

describe('a model of accuracy over what was varied', () => {
  it('finds a surface of its own form, and says how far it errs on points that it has not seen', () => {
    const exact = responseModel(points(40, 0, 1));
    expect(predictResponse(exact, { depth: 0.2, width: -0.1 }).accuracy).toBeCloseTo(bowl(0.2, -0.1), 2);
    expect(exact.heldOut.rms).toBeLessThan(0.01);
    const noisy = responseModel(points(200, 0.5, 2));
    expect(noisy.noise).toBeGreaterThan(0.4);
    expect(noisy.noise).toBeLessThan(0.6);
    expect(noisy.heldOut.rms).toBeLessThan(0.6);
    expect(noisy.heldOut.rmsOfMean).toBeGreaterThan(2);
  });

  it('does no better than the mean where nothing depends on anything', () => {
    const random = new RandomNormal(7);
    const flat = points(40, 0, 3).map(({ features }) => ({ features, accuracy: 80 + random.next() }));
    const { heldOut } = responseModel(flat);
    expect(heldOut.rms / heldOut.rmsOfMean).toBeGreaterThan(0.9);
  });

  it('leaves one out as fits without that point do', () => {
    const all = points(12, 0.5, 4);
    const model = responseModel(all, { degree: 1 });
    const errors = all.map((_, left) => {
      const seen = all.filter((__, i) => i !== left);
      // Normal equations in raw units, with the same penalty on terms of variance 1 and none on the intercept.
      const [a, b] = model.terms.map(({ deviation }) => model.penalty * deviation ** 2);
      const mean = (of: (point: ResponsePoint) => number): number =>
        seen.reduce((sum, each) => sum + of(each), 0) / 11;
      const [depth, width] = [mean(({ features }) => features.depth), mean(({ features }) => features.width)];
      const accuracy = mean((each) => each.accuracy);
      let [dd, dw, ww, dy, wy] = [a, 0, b, 0, 0];
      seen.forEach(({ features, accuracy: y }) => {
        const [x, z] = [features.depth - depth, features.width - width];
        dd += x * x;
        dw += x * z;
        ww += z * z;
        dy += x * (y - accuracy);
        wy += z * (y - accuracy);
      });
      const determinant = dd * ww - dw * dw;
      const [u, v] = [(ww * dy - dw * wy) / determinant, (dd * wy - dw * dy) / determinant];
      const { features, accuracy: y } = all[left];
      return y - (accuracy + u * (features.depth - depth) + v * (features.width - width));
    });
    const rms = Math.sqrt(errors.reduce((sum, error) => sum + error ** 2, 0) / errors.length);
    expect(model.noise).toBeCloseTo(rms, 9);
  });

  it('proposes what is predicted to be good, then what is not known yet', () => {
    const seen = points(40, 0.3, 5);
    const model = responseModel(seen);
    const near = { depth: 0.3, width: 0.1 };
    const far = { depth: -0.3, width: -0.3 };
    const proposed = proposedCandidates(
      model,
      [far, near],
      Math.max(...seen.map(({ accuracy }) => accuracy))
    );
    expect(proposed.map(({ candidate }) => candidate)).toEqual([1, 0]);
    expect(proposed[0].improvement).toBeGreaterThan(proposed[1].improvement);
    const edge = predictResponse(model, { depth: 2, width: 2 });
    expect(edge.deviation).toBeGreaterThan(2 * predictResponse(model, near).deviation);
  });

  it('expects the improvement that the integral over what is not known gives', () => {
    const model = responseModel(points(30, 0.5, 8));
    const candidates = [
      { depth: 0.3, width: 0.1 },
      { depth: 0, width: 0 },
      { depth: 1, width: -1 }
    ];
    for (const { improvement, prediction } of proposedCandidates(model, candidates, 89)) {
      const { accuracy, deviation } = prediction;
      let integral = 0;
      for (let z = -8; z < 8; z += 1e-3) {
        const gain = Math.max(0, accuracy + z * deviation - 89);
        integral += (gain * Math.exp(-(z ** 2) / 2) * 1e-3) / Math.sqrt(2 * Math.PI);
      }
      expect(improvement).toBeCloseTo(integral, 4);
    }
  });

  it('gives no weight to what never varied', () => {
    const still = points(10, 0.1, 6).map(({ features, accuracy }) => ({
      features: { ...features, resolution: 0.1 },
      accuracy
    }));
    const { terms, features } = responseModel(still, { degree: 1 });
    expect(terms[features.indexOf('resolution')]).toMatchObject({ deviation: 0, weight: 0 });
  });

  it.each<[string, ResponsePoint[], object]>([
    ['three points', points(3, 0, 1), {}],
    ['other features', [...points(4, 0, 1), { features: { depth: 1 }, accuracy: 3 }], {}],
    ['no feature', new Array<ResponsePoint>(5).fill({ features: {}, accuracy: 1 }), {}],
    ['a feature that is none', [...points(4, 0, 1), { features: { depth: NaN, width: 1 }, accuracy: 3 }], {}],
    [
      'an accuracy that is none',
      [...points(4, 0, 1), { features: { depth: 1, width: 1 }, accuracy: NaN }],
      {}
    ],
    ['a degree of 3', points(5, 0, 1), { degree: 3 }],
    ['one part', points(5, 0, 1), { folds: 1 }],
    ['more parts than points', points(5, 0, 1), { folds: 6 }]
  ])('refuses %s', (_, given, options) => {
    expect(() => responseModel(given, options)).toThrow(SpecError);
  });
});
