import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs';
import { type Batch, batchTensors } from '../data';
import { compile, GraphSession, loadTensorFlow } from '../tensorflow';
import { type Execution, padded } from './scorer';
import type { WeightSnapshot } from './weight-snapshot';

/** What is computed of images [N, side, side, channels] and labels [N]. */
export type NetworkWork = (images: Tensor4D, labels: Tensor1D) => Tensor[];

/** Runs work on batches of one size, with the weights of a snapshot. */
export class NetworkRunner {
  private session: GraphSession | null = null;

  constructor(
    private readonly work: NetworkWork,
    private readonly size: number,
    private readonly execution: Execution,
    private readonly weights: WeightSnapshot
  ) {}

  /**
   * Values of the work's tensors, row-major. A compiled graph gets zeros behind the images of a smaller batch: only for
   * work whose images don't know of each other.
   */
  run(batch: Batch): Float32Array[] {
    return this.execution === 'eager' ? this.eager(batch) : this.compiled(batch);
  }

  dispose(): void {
    this.session?.dispose();
    this.session = null;
  }

  private eager(batch: Batch): Float32Array[] {
    const tf = loadTensorFlow();
    const tensors = this.weights.during(() =>
      tf.tidy(() => {
        const { images, labels } = batchTensors(batch);
        return this.work(images, labels);
      })
    );
    const values = tensors.map((tensor) => tensor.dataSync<'float32'>());
    tf.dispose(tensors);
    return values;
  }

  private compiled({ pixels, labels, shape }: Batch): Float32Array[] {
    const [count, ...image] = shape;
    const { size } = this;
    const inputs =
      count === size ? [pixels, labels] : [padded(pixels, count, size), padded(labels, count, size)];
    this.session ??= this.weights.during(() => sessionOf(this.work, [size, ...image]));
    return this.session.run(NAME, inputs) as Float32Array[];
  }
}

const NAME = 'work';

function sessionOf(work: NetworkWork, shape: [number, ...number[]]): GraphSession {
  const { state } = compile((pixels, labels) => work(pixels as Tensor4D, labels as Tensor1D), {
    inputs: [{ shape }, { shape: [shape[0]], dtype: 'int32' }],
    name: NAME
  });
  const program = state.program();
  state.dispose();
  const session = new GraphSession(program);
  // TensorFlow has its own copy of the weights now.
  program.savedModel = new Uint8Array(0);
  return session;
}
