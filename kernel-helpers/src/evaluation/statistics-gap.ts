import type { MeasuredAnswers, StatisticsGap } from '../analysis';
import { type Batch, evaluationBatches } from '../data';
import { requireFiniteOutputs } from './finite';
import type { NetworkRunner } from './network-runner';
import { type NoiseRun, shuffledBatches, stepDone, withRunner } from './noise-run';
import type { GivenStatistics, NormalizationSite } from './normalization-sites';
import { answersWork, batchMomentsWork } from './normalization-work';

/**
 * Loss and accuracy of one network on the same images with running statistics, with the images' own in their place, and
 * with those of batches of each size. Batches are shuffled; what doesn't fill one is left out.
 */
export async function statisticsGap(run: NoiseRun): Promise<StatisticsGap> {
  const { network, dataset, batchSize, batchSizes } = run;
  const [images] = dataset.shape;
  const size = Math.min(batchSize, images);
  const free = network.sites.filter(({ place }) => place.normalization === 'batch' && !place.frozen);
  const passes = 1 + (free.length > 0 ? 2 : 0) + batchSizes.length;
  const progress = (pass: number): ((done: number) => Promise<void>) => {
    return (done) => stepDone(run, pass * images + done, passes * images, 'answers');
  };
  const evaluated = (statistics: ReadonlyMap<NormalizationSite, GivenStatistics>, pass: number) =>
    withRunner(run, size, answersWork(network, statistics), (runner) =>
      answers(runner, evaluationBatches(dataset, network.classifier.input, size), progress(pass))
    );
  const running = await evaluated(new Map(), 0);
  const recalibrated =
    free.length === 0 ? null : await evaluated(await ownStatistics(run, free, size, progress(1)), 2);
  const batches: StatisticsGap['batches'] = [];
  for (const [i, each] of batchSizes.entries()) {
    const found = await withRunner(run, each, answersWork(network, 'batch'), (runner) =>
      answers(
        runner,
        shuffledBatches(run, each, 1, Math.floor(images / each)),
        progress(passes - batchSizes.length + i)
      )
    );
    batches.push({ batchSize: each, ...found });
  }
  return { running, recalibrated, batches };
}

async function answers(
  runner: NetworkRunner,
  batches: AsyncIterable<Batch>,
  progress: (done: number) => Promise<void>
): Promise<MeasuredAnswers> {
  let images = 0;
  let loss = 0;
  let right = 0;
  for await (const batch of batches) {
    const [logits, losses] = runner.run(batch);
    const count = batch.labels.length;
    const classes = logits.length / losses.length;
    requireFiniteOutputs(losses.subarray(0, count));
    for (let i = 0; i < count; i++) {
      const row = logits.subarray(i * classes, (i + 1) * classes);
      loss += losses[i];
      right += row.indexOf(Math.max(...row)) === batch.labels[i] ? 1 : 0;
    }
    images += count;
    await progress(images);
  }
  return { loss: loss / images, accuracy: right / images, images };
}

/**
 * Moments of each layer's input over batches that are normalised by themselves: the mean of batch means, and the mean
 * of second moments less its square ("precise BN", Wu and Johnson 2021, arXiv 2105.07576), as `recalibrateBatchNorm`
 * takes them, but of the measured images and without dropout.
 */
async function ownStatistics(
  run: NoiseRun,
  free: readonly NormalizationSite[],
  size: number,
  progress: (done: number) => Promise<void>
): Promise<ReadonlyMap<NormalizationSite, GivenStatistics>> {
  const sums = free.map(({ place: { channels } }) => ({
    means: new Float64Array(channels),
    squares: new Float64Array(channels)
  }));
  const batches = Math.floor(run.dataset.shape[0] / size);
  await withRunner(run, size, batchMomentsWork(run.network, free), async (runner) => {
    let done = 0;
    for await (const batch of shuffledBatches(run, size, 1, batches)) {
      const values = runner.run(batch);
      sums.forEach(({ means, squares }, i) => {
        const [mean, variance] = [values[2 * i], values[2 * i + 1]];
        mean.forEach((value, c) => {
          means[c] += value / batches;
          squares[c] += (variance[c] + value * value) / batches;
        });
      });
      done += size;
      await progress(done);
    }
  });
  return new Map(
    free.map((site, i) => {
      const { means, squares } = sums[i];
      const variance = Float32Array.from(means, (mean, c) => Math.max(0, squares[c] - mean * mean));
      return [site, { mean: Float32Array.from(means), variance }];
    })
  );
}
