import type { LayersModel, SymbolicTensor, Tensor, Tensor2D } from '@tensorflow/tfjs';
import {
  blocksOf,
  type ChannelStatistics,
  HEAD_PLACE,
  NetworkPruning,
  PlaceAccumulator,
  type PrunablePlace
} from '../analysis';
import type { OptionNames } from '../analysis/option-names';
import { type Batch, batchTensors, type Dataset, evaluationBatches, requireDataset } from '../data';
import { modelDescription, NetworkGraph } from '../model';
import { loadTensorFlow, sparseSoftmaxCrossEntropy } from '../tensorflow';
import { EvaluationError, requireKnown, requireShare } from './errors';
import { requireClasses } from './evaluate';
import { requireFiniteOutputs } from './finite';
import { gateInputs, readerNorms } from './gate-values';
import { type Classifier, soundClassifierOf } from './network';
import { asLogits } from './output-kind';

export interface ChannelStatisticsOptions {
  /** Blocks, `top` for the head; default all that can lose channels. */
  places?: readonly string[];
  /** Gates below it count as low; default 0.1. */
  threshold?: number;
  /** Share of images on which a gate must be low to be `alwaysLow`; default 1. */
  quantile?: number;
  /** Whether to take the gradient of the loss, which takes some three times as long; default true. */
  taylor?: boolean;
  /** Images in one step; default 32. Changes the result by float round-off only. */
  batchSize?: number;
  onProgress?: (done: number, total: number) => void;
  /** Ends the run with the signal's reason as error. */
  signal?: AbortSignal;
}

const OPTIONS: OptionNames<ChannelStatisticsOptions> = {
  places: true,
  threshold: true,
  quantile: true,
  taylor: true,
  batchSize: true,
  onProgress: true,
  signal: true
};

/**
 * What the channels of a network do over a data set, as in inference and operation by operation: gates, means,
 * contributions and what the loss would lose without a channel. Images stream through; memory does not grow with them. The
 * event loop runs between steps.
 *
 * @throws EvaluationError for a model that `buildEfficientNet` didn't make, for places that can't lose channels, or values
 *   that aren't finite; DataError when the images don't fit the network; the signal's reason when aborted.
 */
export async function channelStatistics(
  model: LayersModel,
  dataset: Dataset,
  options: ChannelStatisticsOptions = {}
): Promise<ChannelStatistics> {
  requireKnown(options, OPTIONS);
  requireDataset(dataset);
  const { threshold = 0.1, quantile = 1, taylor = true, batchSize = 32, signal } = options;
  requireShare('threshold', threshold);
  requireShare('quantile', quantile);
  const classifier = soundClassifierOf(model);
  requireClasses(classifier, dataset);
  const measured = new MeasuredNetwork(classifier, options.places);
  const { classes } = classifier;
  const sums = measured.places.map(({ channels, gated }) => {
    return new PlaceAccumulator(channels, { gated, classes, threshold, quantile });
  });
  let images = 0;
  for await (const batch of evaluationBatches(dataset, classifier.input, batchSize)) {
    signal?.throwIfAborted();
    const { rows, slopes } = measured.rows(batch, taylor);
    sums.forEach((sum, i) => sum.add({ ...rows[i], taylor: slopes?.[i] ?? null }, batch.labels));
    images += batch.labels.length;
    options.onProgress?.(images, dataset.shape[0]);
    await new Promise((resolve) => setImmediate(resolve));
  }
  if (images === 0) {
    throw new EvaluationError(
      'dataset',
      'no readable images',
      'at least one',
      'Give images that can be decoded.'
    );
  }
  const places = measured.places.map(
    ({ name, reader }, i) => [name, sums[i].finish(readerNorms(model, reader))] as const
  );
  return {
    dataset: dataset.name,
    images,
    spec: measured.pruning.spec,
    threshold,
    quantile,
    places: Object.fromEntries(places)
  };
}

interface MeasuredPlace {
  name: string;
  channels: number;
  gated: boolean;
  /** What enters the multiplication by gates, maps and gates; or the maps alone. */
  wanted: readonly SymbolicTensor[];
  /** What the projection, or the classifier, reads: maps behind their gates. */
  passed: SymbolicTensor;
  /** Layer that reads it. */
  reader: string;
}

/** A network with the tensors in which the channels of its places stand. */
class MeasuredNetwork {
  readonly pruning: NetworkPruning;
  readonly places: readonly MeasuredPlace[];
  private readonly graph: NetworkGraph;

  constructor(
    private readonly classifier: Classifier,
    names: readonly string[] | undefined
  ) {
    const { model } = classifier;
    const description = modelDescription(model);
    if (description === null) {
      throw new EvaluationError(
        'model',
        model.name,
        'a network that buildEfficientNet() made',
        'Measure the network itself; gateValues() reads the gates of one block of any model.'
      );
    }
    this.pruning = new NetworkPruning(description.spec);
    this.graph = new NetworkGraph(model);
    this.places = this.pruning.chosen(names).map((place) => this.placeOf(place));
  }

  private placeOf({ name, channels }: PrunablePlace): MeasuredPlace {
    const { spec } = this.pruning;
    if (name === HEAD_PLACE) {
      const passed = this.output('top_activation');
      return { name, channels, gated: false, wanted: [passed], passed, reader: 'predictions' };
    }
    const reader = `${name}_project_conv`;
    const block = blocksOf(spec).find((each) => each.name === name);
    if (block && block.squeezeExciteFilters > 0) {
      const passed = this.output(`${name}_se_excite`);
      return { name, channels, gated: true, wanted: gateInputs(this.graph, name), passed, reader };
    }
    const fused = block?.expansionRatio === 1 ? 'stem_activation' : `${name}_expand_activation`;
    const passed = this.output(block?.operator === 'MBConv' ? `${name}_activation` : fused);
    return { name, channels, gated: false, wanted: [passed], passed, reader };
  }

  private output(layer: string): SymbolicTensor {
    return this.graph.tensors.find(({ sourceLayer }) => sourceLayer.name === layer) as SymbolicTensor;
  }

  /** Of each place, row-major [images, channels]. */
  rows(
    batch: Batch,
    taylor: boolean
  ): {
    rows: Array<{ gates: Float32Array | null; means: Float32Array; magnitudes: Float32Array }>;
    slopes: Float32Array[] | null;
  } {
    const tf = loadTensorFlow();
    const { places } = this;
    const [rows, slopes] = [[], null] as [ReturnType<MeasuredNetwork['rows']>['rows'], Float32Array[] | null];
    tf.tidy(() => {
      const { images } = batchTensors(batch);
      const known = new Map([[this.classifier.model.inputs[0].id, images as Tensor]]);
      const values = this.graph.values(
        places.flatMap(({ wanted }) => [...wanted]),
        known,
        { free: true }
      );
      let next = 0;
      for (const { gated } of places) {
        const map = values[next++];
        const means = tf.mean(map, [1, 2]).dataSync<'float32'>();
        requireFiniteOutputs(means);
        const magnitudes = tf.mean(tf.abs(map), [1, 2]).dataSync<'float32'>();
        rows.push({ means, magnitudes, gates: gated ? values[next++].dataSync<'float32'>() : null });
      }
    });
    return { rows, slopes: taylor ? this.slopes(batch) : slopes };
  }

  /**
   * ∂L/∂g·g for each image: the gradient with respect to a factor of 1 behind each gate, of all places at once. Images
   * don't influence each other in inference, so that the gradient of the summed loss holds that of each.
   */
  private slopes(batch: Batch): Float32Array[] {
    const tf = loadTensorFlow();
    const { places, graph, classifier } = this;
    const found: Float32Array[] = [];
    tf.tidy(() => {
      const { images, labels } = batchTensors(batch);
      const known = new Map([[classifier.model.inputs[0].id, images as Tensor]]);
      const ones = places.map(({ channels }) => tf.ones([batch.labels.length, 1, 1, channels]));
      const loss = (...factors: Tensor[]): Tensor => {
        const factorOf = new Map(places.map(({ passed }, i) => [passed.id, factors[i]]));
        const call = (made: SymbolicTensor, inputs: Tensor[]): Tensor | null => {
          const factor = factorOf.get(made.id);
          return factor
            ? tf.mul(made.sourceLayer.apply(inputs, { training: false }) as Tensor, factor)
            : null;
        };
        const logits = asLogits(
          classifier,
          () => graph.values(graph.outputs, known, { free: false, call })[0] as Tensor2D
        );
        return tf.sum(sparseSoftmaxCrossEntropy(logits, labels));
      };
      tf.grads(loss)(ones).forEach((gradient) => found.push(gradient.dataSync<'float32'>()));
    });
    found.forEach(requireFiniteOutputs);
    return found;
  }
}
