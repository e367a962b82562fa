import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs';
import { type Batch, batchTensors } from '../data';
import {
  compile,
  GraphSession,
  loadTensorFlow,
  type Precision,
  rewriteForInference,
  sparseSoftmaxCrossEntropy
} from '../tensorflow';
import { EvaluationError } from './errors';
import { requireFiniteOutputs } from './finite';
import { type Classifier, logitsOf } from './network';
import { WeightSnapshot } from './weight-snapshot';

/**
 * `compiled`: one call of TensorFlow for a batch. `eager`: operation by operation, the reference, also for networks
 * whose layers can't be recorded.
 */
export type Execution = 'compiled' | 'eager';

/** @throws EvaluationError for another way. */
export function requireExecution(execution: Execution): void {
  if (execution !== 'compiled' && execution !== 'eager') {
    const remedy = 'Leave it out for the usual one.';
    throw new EvaluationError('execution', String(execution), 'compiled or eager', remedy);
  }
}

/** What a network says of images, row-major. */
export interface Scores {
  /** [images, classes]. */
  logits: Float32Array;
  /** [images, classes]; the softmax of the logits. */
  probabilities: Float32Array;
  /** Cross-entropy with the labels in nats, [images]. */
  losses: Float32Array;
}

/** A network at work on batches. */
export interface Scorer {
  /**
   * @param size Images of the step, not fewer than the batch has; a compiled graph is kept for each size.
   * @throws EvaluationError for outputs that are not finite.
   */
  score(batch: Batch, size: number): Scores;
  /** Frees the graphs and the weights that are kept. */
  dispose(): void;
}

const NAME = 'score';
const OUTPUTS = ['logits', 'probabilities', 'losses'] as const;

/**
 * Scores with the weights that the model has now; what later becomes of the model does not change them.
 * @throws EvaluationError for another execution.
 */
export function scorerOf(
  classifier: Classifier,
  execution: Execution,
  precision: Precision = 'float32'
): Scorer {
  requireExecution(execution);
  return execution === 'eager' ? new EagerScorer(classifier) : new CompiledScorer(classifier, precision);
}

class EagerScorer implements Scorer {
  private readonly weights: WeightSnapshot;

  constructor(private readonly classifier: Classifier) {
    this.weights = new WeightSnapshot(classifier.model);
  }

  score(batch: Batch): Scores {
    const tf = loadTensorFlow();
    const { classifier, weights } = this;
    const compute = (): Record<keyof Scores, Tensor> => {
      const { images, labels } = batchTensors(batch);
      return scoreTensors(classifier, images, labels);
    };
    const tensors = weights.during(() => tf.tidy(compute));
    const scores = scoresFrom(OUTPUTS.map((name) => tensors[name].dataSync<'float32'>()));
    tf.dispose(tensors);
    return scores;
  }

  dispose(): void {
    this.weights.dispose();
  }
}

class CompiledScorer implements Scorer {
  private readonly weights: WeightSnapshot;
  private readonly graphs = new Map<string, GraphSession>();

  constructor(
    private readonly classifier: Classifier,
    private readonly precision: Precision
  ) {
    this.weights = new WeightSnapshot(classifier.model);
  }

  score({ pixels, labels, shape }: Batch, size: number): Scores {
    const [count, ...image] = shape;
    const inputs =
      count === size ? [pixels, labels] : [padded(pixels, count, size), padded(labels, count, size)];
    const outputs = this.graph([size, ...image]).run(NAME, inputs) as Float32Array[];
    return scoresFrom(outputs.map((values) => values.subarray(0, (values.length / size) * count)));
  }

  dispose(): void {
    this.graphs.forEach((graph) => graph.dispose());
    this.graphs.clear();
    this.weights.dispose();
  }

  private graph(shape: [number, ...number[]]): GraphSession {
    const key = shape.join();
    const compiled = (): GraphSession => compiledGraph(this.classifier, shape, this.precision);
    const graph = this.graphs.get(key) ?? this.weights.during(compiled);
    this.graphs.set(key, graph);
    return graph;
  }
}

/** The network on pixels of one shape [N, resolution, resolution, channels], weights as constants. */
function compiledGraph(
  classifier: Classifier,
  shape: [number, ...number[]],
  precision: Precision
): GraphSession {
  const { state } = compile(
    (pixels, labels) => scoreTensors(classifier, pixels as Tensor4D, labels as Tensor1D),
    {
      inputs: [{ shape }, { shape: [shape[0]], dtype: 'int32' }],
      name: NAME,
      rewrite: rewriteForInference,
      precision
    }
  );
  const program = state.program();
  state.dispose();
  const session = new GraphSession(program);
  // TensorFlow has its own copy of the weights now.
  program.savedModel = new Uint8Array(0);
  return session;
}

function scoreTensors(
  classifier: Classifier,
  images: Tensor4D,
  labels: Tensor1D
): Record<keyof Scores, Tensor> {
  const logits = logitsOf(classifier, images, { training: false });
  const probabilities = loadTensorFlow().softmax(logits);
  return { logits, probabilities, losses: sparseSoftmaxCrossEntropy(logits, labels) };
}

function scoresFrom([logits, probabilities, losses]: Float32Array[]): Scores {
  requireFiniteOutputs(logits);
  return { logits, probabilities, losses };
}

/** Values of `count` images with zeros for more of them behind, `size` in all. */
export function padded(
  values: Float32Array | Int32Array,
  count: number,
  size: number
): Float32Array | Int32Array {
  const length = (values.length / count) * size;
  const longer = values instanceof Float32Array ? new Float32Array(length) : new Int32Array(length);
  longer.set(values);
  return longer;
}
