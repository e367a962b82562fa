import { describe, expect, it } from 'vitest';
import { measuredLayer, type MeasuredLayer, type MeasuredNoise } from '../../analysis';
import { correlatedMaps, momentsOf, placeOf } from '../../analysis/noise/measured.fixtures';
import { validateDocument } from '../../contract';
import { viewDocument } from '../document';
import { noiseOf, normalizationNoiseCell } from './cell';
import { noiseAxes } from './axes';
import { noiseChart } from './chart';
import { comparedErrors, measuredInNetwork, type MeasuredLayerErrors, startOfLayer } from './measured';
import { normalizationNoiseResult } from './result';
import { NORMALIZATION_NOISE_START, type NormalizationNoiseState } from './state';
import { normalizationNoiseWords } from './words';
import { ENGLISH } from '../../wording/words';

const DAY = new Date('2026-11-29');

/** Gaussian pixels of 3 × 3 maps with a known correlation. */
function layerOf(name: string, correlation: number, channels: number): MeasuredLayer {
  const maps = correlatedMaps({ images: 300, channels, pixels: 9, correlation, seed: 2 });
  const draws = { batchSizes: [2, 8], batches: 1000, resamples: 200, confidence: 0.95, seed: 1 };
  const place = { ...placeOf(maps), name, height: 3, width: 3 };
  return measuredLayer(place, momentsOf(maps), draws) as MeasuredLayer;
}

const NOISE: MeasuredNoise = {
  network: 'small',
  dataset: 'made up',
  ...{ images: 300, seed: 1, batches: 1000, resamples: 200, confidence: 0.95 },
  ...{ probes: 0, companionDraws: 2, batchSizes: [2, 8], constantLayers: [], logitNoise: null },
  layers: [layerOf('first_bn', 0.4, 8), layerOf('second_bn', 0, 24)],
  gap: { running: { loss: 1, accuracy: 0.5, images: 300 }, recalibrated: null, batches: [] }
};

const stateOf = (change: Partial<NormalizationNoiseState> = {}): NormalizationNoiseState => ({
  ...noiseOf({ measured: NOISE }).result.state,
  ...change
});
const wordsOf = (change: Partial<NormalizationNoiseState> = {}): string =>
  normalizationNoiseWords(normalizationNoiseResult(stateOf(change))).detail;

describe('a measurement in the noise view', () => {
  it('brings the first layer’s place along, or that of the one asked for', () => {
    const [first, second] = NOISE.layers;
    const { state, measured } = noiseOf({ measured: NOISE }).result;
    expect(state).toMatchObject({ side: 3, channels: 8, groups: 1, axis: 'batchSize' });
    expect(state.correlation).toBe(first.correlation);
    expect(state.correlation).toBeCloseTo(0.4, 1);
    expect(measured?.points.map(({ batchSize }) => batchSize)).toEqual([2, 8]);
    const other = noiseOf({ measured: NOISE, layer: 'second_bn', batchSize: 2 }).result.state;
    expect(other).toMatchObject({ channels: 24, groups: 3, batchSize: 2 });
    expect(other.correlation).toBe(second.correlation);
    expect(noiseOf({ measured: NOISE, correlation: 0.2 }).result.state.correlation).toBe(0.2);
  });

  it('stands beside theory with a verdict, which another correlation changes', () => {
    const measured = (correlation: number) =>
      normalizationNoiseResult(stateOf({ correlation })).measured?.points ?? [];
    const { correlation } = stateOf();
    measured(correlation).forEach((point, i) => {
      const { value, from, to } = NOISE.layers[0].points[i].replaced.meanError;
      expect(point).toMatchObject({ value, from, to, verdict: 'inside' });
      // √(D/m), D = 1 + 8ρ.
      expect(point.theory).toBeCloseTo(Math.sqrt((1 + 8 * correlation) / (9 * point.batchSize)), 12);
    });
    expect(measured(0).map(({ verdict }) => verdict)).toEqual(['below', 'below']);
    expect(measured(1).map(({ verdict }) => verdict)).toEqual(['above', 'above']);
  });

  it('says where theory holds and where it misses', () => {
    expect(wordsOf({ batchSize: 8 })).toMatch(
      /Measured at first_bn of small, 300 images of made up: [\d.]+ % for N = 8 \(95 % interval [\d.]+ % to [\d.]+ %\)\. Theory with ρ = 0\.\d+ lies inside all 2 intervals\.$/
    );
    expect(wordsOf({ batchSize: 5 })).toMatch(/300 images of made up\. Theory with/);
    expect(wordsOf({ correlation: 0 })).toMatch(
      /Theory with ρ = 0 misses at every N: measured is 2\.\d+ × to 2\.\d+ × of it/
    );
    expect(wordsOf({ axis: 'side' })).toMatch(/Measured at first_bn .* drawn along the images in the batch/);
    expect(wordsOf({ quantity: 'outputNoise' })).toContain('for mean and variance');
    expect(wordsOf({ side: 4 })).toContain('the layer’s own map and channels');
    expect(wordsOf({ measured: undefined })).not.toContain('easured at');
  });

  it('tells why variances are noisier than Gaussian theory says', () => {
    const [layer] = measuredInNetwork(NOISE).layers;
    const noisy: MeasuredLayerErrors = {
      ...layer,
      squaresCorrelation: 0.3,
      points: layer.points.map((point) => ({
        ...point,
        varianceError: { value: 0.9, from: 0.85, to: 0.95 }
      }))
    };
    const measured = { ...measuredInNetwork(NOISE), layers: [noisy] };
    const words = wordsOf({ quantity: 'varianceError', measured });
    expect(words).toMatch(/misses at .*are correlated by 0\.3, where Gaussian pixels would be by ρ² = 0\.1/);
    const alike = { ...measured, layers: [{ ...noisy, squaresCorrelation: 0.01 }] };
    expect(wordsOf({ quantity: 'varianceError', measured: alike })).toMatch(
      /The kurtosis is [\d.]+ in place/
    );
  });

  it('is drawn as squares with intervals within the axes', () => {
    const result = normalizationNoiseResult(stateOf({ correlation: 0 }));
    const axes = noiseAxes(result);
    const mark = noiseChart(result, [], axes, ENGLISH).marks.find(
      (each) => 'id' in each && each.id === 'measured'
    );
    expect(mark).toMatchObject({
      kind: 'points',
      symbol: 'square',
      places: NOISE.layers[0].points.map(({ batchSize, replaced }) => ({
        x: batchSize,
        y: 100 * replaced.meanError.value
      })),
      names: ['', 'measured at first_bn']
    });
    for (const { replaced } of NOISE.layers[0].points) {
      expect(100 * replaced.meanError.to).toBeLessThanOrEqual(axes.noise.to);
      expect(100 * replaced.meanError.from).toBeGreaterThanOrEqual(axes.noise.from);
    }
    expect(
      noiseChart(normalizationNoiseResult(stateOf({ axis: 'side' })), [], axes, ENGLISH).marks
    ).not.toContainEqual(expect.objectContaining({ id: 'measured' }));
  });

  it('is kept in the document, the picture and the text, and comes back', () => {
    const cell = normalizationNoiseCell({ measured: NOISE, layer: 'second_bn' }, DAY);
    const { data } = cell.document;
    expect(validateDocument(cell.document).ok).toBe(true);
    const read = JSON.parse(JSON.stringify(cell.document)) as typeof cell.document;
    expect(validateDocument(read).ok).toBe(true);
    expect(JSON.stringify(read).length).toBeLessThan(4000);
    // What is stored, as copied code gives it, makes the same again.
    expect(normalizationNoiseCell(read.data, DAY)).toEqual(cell);
    expect(cell.svg.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')).toContain(
      'Squares: measured at second_bn, with 95 % intervals.'
    );
    expect(cell.text).toMatch(
      /^measured at N 8: [\d.]+ %, interval [\d.]+ % to [\d.]+ %, theory [\d.]+ %, inside$/m
    );
    expect(data.measured?.layer).toBe('second_bn');
  });

  it('leaves documents of before as they were', () => {
    const document = viewDocument('normalization-noise', 'before', { ...NORMALIZATION_NOISE_START });
    expect(validateDocument(document).ok).toBe(true);
    expect('measured' in normalizationNoiseCell({}, DAY).document.data).toBe(false);
    expect(normalizationNoiseResult({ ...NORMALIZATION_NOISE_START }).measured).toBeNull();
    const wrong = { ...document, data: { ...document.data, measured: { layers: [] } } };
    expect(validateDocument(wrong).ok).toBe(false);
  });

  it('shows nothing of a layer that a document lacks', () => {
    for (const layer of [null, 'third_bn']) {
      const state = stateOf({ measured: { ...measuredInNetwork(NOISE), layer } });
      expect(normalizationNoiseResult(state).measured).toBeNull();
    }
  });

  it('is refused for layers that were not measured, and maps that are not square', () => {
    expect(() => noiseOf({ measured: NOISE, layer: 'third_bn' })).toThrow(
      /layer: got "third_bn", expected one of first_bn, second_bn/
    );
    expect(() => noiseOf({ layer: 'first_bn' })).toThrow(
      /normalizationNoise\.layer: .* a measurement with it/
    );
    const [layer] = NOISE.layers;
    const wide = { ...NOISE, layers: [{ ...layer, height: 2 }] };
    expect(() => noiseOf({ measured: wide })).toThrow(
      /measured: got "first_bn, 2 × 3", expected square maps/
    );
  });

  it('takes a map of one pixel and the groups of group norm', () => {
    const [layer] = measuredInNetwork(NOISE).layers;
    expect(startOfLayer({ ...layer, side: 1, groups: 4, correlation: null })).toMatchObject({
      correlation: 0,
      groups: 4
    });
    const [point] = comparedErrors({ ...layer, side: 1 }, 'varianceError', {
      groups: 1,
      correlation: 0,
      kurtosis: 3
    });
    // Two values: Var(σ̂²) = 2σ⁴(m − 1)/m².
    expect(point.theory).toBeCloseTo(Math.sqrt(2 / 4), 12);
  });
});
