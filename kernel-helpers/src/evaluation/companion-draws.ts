import { ValueSpread } from '../analysis';
import type { Batch } from '../data';
import { requireFiniteOutputs } from './finite';
import { type NoiseRun, shuffledBatches, stepDone, withRunner } from './noise-run';
import { probeWork } from './normalization-work';

/** How much a fixed image's values move with its companions, at one batch size: root mean squares. */
export interface OutputNoiseAt {
  batchSize: number;
  /** Of each chosen normalisation. */
  layers: number[];
  logits: number;
}

/**
 * Holds images as probes and draws the other images of their batch again and again, the same ones for each probe. The
 * network works with statistics of the batch, without dropout. Values of one probe's normalisations are kept at a time.
 */
export async function companionDraws(run: NoiseRun): Promise<OutputNoiseAt[]> {
  const { batchSizes, probes, companionDraws: draws } = run;
  const held = await probesOf(run);
  const noise: OutputNoiseAt[] = [];
  for (const [n, batchSize] of batchSizes.entries()) {
    const squares = await withRunner(run, batchSize, probeWork(run.network, run.chosen), async (runner) => {
      const sums = new Float64Array(1 + run.chosen.length);
      for (const [p, probe] of held.entries()) {
        const spreads = Array.from(sums, () => new ValueSpread());
        let drawn = 0;
        for await (const batch of shuffledBatches(run, batchSize, 1, draws)) {
          const [logits, , ...normalized] = runner.run(withProbe(batch, probe));
          requireFiniteOutputs(logits);
          [logits.subarray(0, logits.length / batchSize), ...normalized].forEach((values, i) =>
            spreads[i].add(values)
          );
          const done = (n * probes + p) * draws + ++drawn;
          await stepDone(run, done, batchSizes.length * probes * draws, 'companions');
        }
        spreads.forEach((spread, i) => (sums[i] += spread.rootMeanVariance() ** 2 / probes));
      }
      return sums;
    });
    const [logits, ...layers] = Array.from(squares, Math.sqrt);
    noise.push({ batchSize, layers, logits });
  }
  return noise;
}

interface Probe {
  pixels: Float32Array;
  place: number;
}

async function probesOf(run: NoiseRun): Promise<Probe[]> {
  // Companions are drawn from epoch 1 on.
  for await (const { pixels, labels, places } of shuffledBatches(run, run.probes, 0, 1)) {
    const size = pixels.length / labels.length;
    return Array.from(places, (place, i) => ({ pixels: pixels.slice(i * size, (i + 1) * size), place }));
  }
  return [];
}

/**
 * The batch with the probe as its first image; where the probe is among the others, the first one takes its place. Labels
 * stay where they are: nothing is asked of the losses.
 */
function withProbe(batch: Batch, { pixels, place }: Probe): Batch {
  const size = pixels.length;
  const changed = { ...batch, pixels: batch.pixels.slice() };
  const at = batch.places.indexOf(place);
  if (at > 0) {
    changed.pixels.copyWithin(at * size, 0, size);
  }
  changed.pixels.set(pixels);
  return changed;
}
