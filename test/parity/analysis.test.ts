import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  averageCorrelation,
  bestFitPhi,
  bestWithin,
  BlockPruning,
  bootstrapBand,
  bootstrapIntervals,
  bootstrapSteps,
  calibration,
  chooseChannels,
  cropImage,
  efficiencyPeak,
  efficiencySteps,
  fitSaturating,
  GateAnalysis,
  gateContributions,
  gateMatrix,
  hypervolume,
  kneeOf,
  kurtosisOf,
  marginalGain,
  outputNoise,
  PAPER_VARIANTS,
  paretoFront,
  pruneOrder,
  quantileOf,
  readGates,
  readRecordsCsv,
  runningStatistics,
  statisticNoise,
  stoppingPoint,
  variant
} from '../../kernel-helpers/src/analysis';
import {
  type Answers,
  blocks,
  calibrations,
  correlations,
  crops,
  fronts,
  gates,
  noises,
  paper,
  phis,
  pruned,
  quantiles,
  quoted,
  rectified,
  request,
  running,
  series,
  thinned,
  times
} from './analysis-cases';

const PYTHON = join(__dirname, '..', '..', '.setup', 'bench-venv', 'bin', 'python');

let theirs: Answers;
beforeAll(() => {
  const { status, stdout, stderr } = spawnSync(PYTHON, [join(__dirname, 'analysis.py')], {
    input: JSON.stringify(request),
    encoding: 'utf8',
    maxBuffer: 2 ** 26
  });
  expect(status, stderr).toBe(0);
  theirs = JSON.parse(stdout) as Answers;
});

/** Equal but for round-off, relative to the value. */
function expectNear(ours: number, other: number, relative = 1e-9): void {
  expect(Math.abs(ours - other)).toBeLessThanOrEqual(relative * Math.max(1e-3, Math.abs(other)));
}
const expectAllNear = (ours: readonly number[], others: readonly number[], relative?: number): void => {
  expect(ours).toHaveLength(others.length);
  ours.forEach((value, i) => expectNear(value, others[i], relative));
};

describe('fronts', () => {
  it.each(times(fronts.length, (i) => i))('of points %d: members, area, knees and budgets', (i) => {
    const { reference, budgets, ...points } = fronts[i];
    const front = paretoFront(points);
    expect([...front.members].sort((a, b) => a - b)).toEqual(theirs.fronts[i].members);
    expectNear(hypervolume(points, front, reference), theirs.fronts[i].hypervolume);
    for (const scale of ['linear', 'log'] as const) {
      const [knee, other] = [kneeOf(points, front, scale), theirs.fronts[i].knees[scale]];
      // Of equal points either may be named.
      const spot = (place: number): number[] => [points.costs[place], points.accuracies[place]];
      expect(knee && spot(knee.point)).toEqual(other && spot(other.point));
      expectNear(knee?.height ?? 0, other?.height ?? 0);
    }
    budgets.forEach((budget, k) => {
      const { best, next } = bestWithin(points, front, budget);
      expect(best).toBe(theirs.fronts[i].budgets[k].best);
      expect(next === null ? null : points.costs[next]).toBe(theirs.fronts[i].budgets[k].next);
    });
  });
});

it('a thinned set keeps the front of every measure', () => {
  const [fronts] = theirs.clouds;
  expect(thinned.records).toHaveLength(60);
  for (const [whole, part] of Object.values(fronts)) {
    expect(whole.length).toBeGreaterThan(1);
    expect(part).toEqual(whole);
  }
});

describe('a family', () => {
  it.each(times(series.length, (i) => i))('%d: its curve, margins, stopping points and steps', (i) => {
    const { growth, phis: at, threshold, share, ...points } = series[i];
    const fit = fitSaturating(points, growth);
    const { asymptote, amplitude, rate } = fit.curve;
    expectAllNear([asymptote, amplitude, rate], theirs.series[i].curve, 1e-5);
    expectNear(fit.rms, theirs.series[i].rms, 1e-6);
    expectNear(fit.deviation ?? NaN, theirs.series[i].deviation, 1e-6);
    const margins = at.map((phi) => marginalGain(fit.curve, fit.cost, phi));
    expectAllNear(margins, theirs.series[i].margins, 1e-4);
    const stop = (rule: Parameters<typeof stoppingPoint>[2]): number =>
      stoppingPoint(fit.curve, fit.cost, rule).phi;
    expectNear(stop({ kind: 'absolute', threshold }), theirs.series[i].absolute, 1e-4);
    expectNear(stop({ kind: 'relative', share }), theirs.series[i].relative, 1e-4);
    expect(efficiencyPeak(fit.curve, fit.cost).phi).toBeCloseTo(theirs.series[i].peak, 4);
    const steps = efficiencySteps({
      costs: Float64Array.from(points.costs),
      accuracies: Float64Array.from(points.accuracies)
    });
    const { gain, marginal, perDoubling, perCost } = theirs.series[i].steps;
    const gained = steps.flatMap(({ step }) => step ?? []);
    expectAllNear(
      steps.map((each) => each.perCost),
      perCost
    );
    expectAllNear(
      gained.map((step) => step.gain),
      gain,
      1e-8
    );
    expectAllNear(
      gained.map((step) => step.marginal ?? NaN),
      marginal,
      1e-8
    );
    expectAllNear(
      gained.map((step) => step.perDoubling ?? NaN),
      perDoubling,
      1e-8
    );
  });

  it('that starts badly has a peak of accuracy per cost, and others have none', () => {
    const peaks = theirs.series.map(({ peak }) => peak);
    expect(Math.max(...peaks)).toBeGreaterThan(0.05);
    expect(Math.min(...peaks)).toBeLessThan(1e-4);
  });

  it.each([0, 1])('%d: its bootstrap intervals', (i) => {
    const { costs, accuracies, growth } = series[i];
    const steps = bootstrapSteps(fitSaturating({ costs, accuracies }, growth), { seed: 2, resamples: 3000 });
    let step = steps.next();
    while (!step.done) {
      step = steps.next();
    }
    const ours = bootstrapIntervals(step.value, { level: 0.9 });
    expect(ours.failed).toBe(0);
    const band = bootstrapBand(step.value, 2, 0.9);
    [ours.asymptote, ours.amplitude, ours.rate, band].forEach(({ from, to }, k) => {
      const [low, high] = theirs.series[i].bootstrap[k];
      // Both draw at random: an end of 1,500 draws is known to about a fifteenth of the width.
      expect(Math.abs(from - low)).toBeLessThan(0.15 * (high - low));
      expect(Math.abs(to - high)).toBeLessThan(0.15 * (high - low));
    });
  });
});

describe('noise of statistics', () => {
  it.each(noises.map((place, i) => [JSON.stringify(place), i] as const))('at %s', (_, i) => {
    const { output, outputVariance, ...statistics } = theirs.noise[i];
    const ours = statisticNoise(noises[i]);
    for (const [key, value] of Object.entries(statistics)) {
      expectNear(ours[key as keyof typeof ours], value);
    }
    if (output !== undefined && outputVariance !== undefined) {
      const { exact, exactVariance } = outputNoise(noises[i]);
      expectNear(exact ?? NaN, output, 1e-7);
      expectNear(exactVariance ?? NaN, outputVariance, 1e-7);
    }
  });

  it('kept by running averages', () => {
    running.forEach((each, i) => {
      const { leftover, varianceFactor, firstSettledStep } = runningStatistics(each);
      expectNear(leftover, theirs.running[i].leftover);
      expectNear(varianceFactor, theirs.running[i].varianceFactor);
      expect(firstSettledStep).toBe(theirs.running[i].firstSettledStep);
    });
  });

  it('by correlation over distance, and by shape', () => {
    correlations.forEach(({ height, width, reach }, i) => {
      const correlation = (rows: number, columns: number): number =>
        Math.exp(-Math.hypot(rows, columns) / reach);
      expectNear(averageCorrelation({ height, width, correlation }), theirs.correlations[i]);
    });
    expectAllNear(
      rectified.map((rho) => kurtosisOf('rectified', rho)),
      theirs.rectified,
      1e-8
    );
  });
});

describe('gates', () => {
  it.each(times(gates.length, (i) => i))(
    'of block %d: statistics, verdicts, contributions and order',
    (i) => {
      const { gates: rows, maps, weights, threshold, quantile } = gates[i];
      const matrix = gateMatrix(rows);
      const analysis = new GateAnalysis(matrix);
      const {
        mean,
        deviation,
        quantiles: theirQuantiles,
        below,
        verdicts,
        contributions,
        order
      } = theirs.gates[i];
      expectAllNear(
        analysis.channels.map((channel) => channel.mean),
        mean
      );
      expectAllNear(
        analysis.channels.map((channel) => channel.deviation),
        deviation
      );
      analysis.channels.forEach(({ min, max, quantiles: { q05, q25, median, q75, q95 } }, c) =>
        expectAllNear([min, q05, q25, median, q75, q95, max], theirQuantiles[c])
      );
      const shares = analysis.at({ threshold, quantile });
      expectAllNear(
        shares.map((share) => share.below),
        below
      );
      expect(shares.map(({ verdict }) => verdict)).toEqual(verdicts);
      const activations = maps.map((map) =>
        times(6, (c) => map.reduce((sum, pixel) => sum + Math.abs(pixel[c]), 0) / map.length)
      );
      const projectionNorms = weights.map((row) => Math.hypot(...row));
      const ours = gateContributions(matrix, { activations, projectionNorms });
      expectAllNear(ours, contributions);
      // With one decimal there are ties.
      expect(pruneOrder(ours.map((value) => Math.round(10 * value)))).toEqual(order);
    }
  );

  it.each(times(gates.length, (i) => i))(
    'of block %d: from files that Python writes, and those that go',
    (i) => {
      const { gates: rows, maps, weights, least } = gates[i];
      const { texts, pruned: gone, contributions } = theirs.gates[i];
      texts.forEach((text, form) => {
        const { matrix, channelNames, block } = readGates(text);
        expect(matrix).toEqual(gateMatrix(rows));
        expect(channelNames).toEqual(form === 1 || form === 2 ? ['a', 'b', 'c', 'd', 'e', 'f'] : null);
        expect(block).toBe(form === 2 ? 'block2b' : null);
      });
      // One mean over inputs and pixels for each channel, where gates don't depend on the input.
      const still = gateMatrix(rows.map(() => rows[0]));
      const activations = times(6, (c) => {
        const pixels = maps.flatMap((map) => map.map((pixel) => Math.abs(pixel[c])));
        return pixels.reduce((sum, value) => sum + value, 0) / pixels.length;
      });
      const norms = weights.map((row) => Math.hypot(...row));
      expectAllNear(
        gateContributions(still, { activations, projectionNorms: norms }),
        activations.map((value, c) => rows[0][c] * value * norms[c])
      );
      const { pruned: ours } = chooseChannels({ scores: contributions, threshold: least });
      expect([...ours].sort((a, b) => a - b)).toEqual(gone);
    }
  );

  it('of every verdict occur', () => {
    expect(new Set(theirs.gates.flatMap(({ verdicts }) => verdicts))).toEqual(
      new Set(['alwaysLow', 'sometimesLow', 'neverLow'])
    );
  });

  it.each(pruned.map((name, i) => [name, i] as const))('pruned from %s save', (name, i) => {
    const { params, withStatistics, macs } = new BlockPruning(variant('b0'), name).savings(blocks[i].removed);
    expect([params, withStatistics, macs]).toEqual(theirs.blocks[i]);
  });
});

it.each(phis.map((_, i) => [PAPER_VARIANTS[i + 1].name, i] as const))('φ of %s', (name, i) => {
  const { implied, byMultipliers, byCost } = bestFitPhi(name);
  const other = theirs.phis[i];
  expectAllNear([implied.depth ?? NaN, implied.width ?? NaN, implied.resolution ?? NaN], other.implied);
  expectNear(byMultipliers.phi, other.phi);
  expectNear(byMultipliers.rms, other.rms);
  expect([byCost.published, byCost.macs]).toEqual([other.published, other.macs]);
});

it('errors of confidence in bins of equally many images', () => {
  calibrations.forEach(({ probabilities, labels, bins }, i) => {
    const { ece, mce } = calibration(probabilities.flat(), labels, { bins, binning: 'mass' });
    expectNear(ece, theirs.calibrations[i].ece);
    expectNear(mce, theirs.calibrations[i].mce);
  });
});

it('quantiles', () => {
  quantiles.forEach(({ values, at }, i) =>
    expectAllNear(
      at.map((share) => quantileOf(values, share)),
      theirs.quantiles[i]
    )
  );
});

it('records as CSV: read by Python, and read back from what Python writes', () => {
  [paper.records, [quoted, ...paper.records]].forEach((records, i) => {
    const [header, ...rows] = theirs.tables[i].rows;
    expect(rows.map((row) => row[header.indexOf('name')])).toEqual(records.map(({ name }) => name));
    expect(rows.map((row) => row[header.indexOf('family')])).toEqual(records.map(({ family }) => family));
    const costs = rows.map((row) => Number(row[header.findIndex((key) => key.startsWith('cost:macs'))]));
    expect(costs).toEqual(records.map((record) => record.costs.macs));
    const back = readRecordsCsv(theirs.tables[i].text, { title: paper.title });
    expect(back.records.map(({ name, accuracy, costs: each }) => [name, accuracy, each])).toEqual(
      records.map(({ name, accuracy, costs: each }) => [name, accuracy, each])
    );
  });
});

it('crops', () => {
  crops.forEach(({ pixels, ...box }, i) => {
    const image = {
      width: pixels[0].length,
      height: pixels.length,
      channels: 3,
      pixels: Uint8Array.from(pixels.flat(2))
    };
    expect([...cropImage(image, box).pixels]).toEqual(theirs.crops[i].flat(2));
  });
});
