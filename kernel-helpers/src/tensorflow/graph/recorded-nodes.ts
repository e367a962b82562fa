import type { Tensor } from '@tensorflow/tfjs';
import { elements, type GraphDtype, type GraphNode, type NodeAttribute, type TensorContent } from './node';

/** Uniform constants beyond this many elements are filled in by the graph rather than stored in it. */
const LARGEST_STORED_UNIFORM = 64;

/** Bytes of constants that are looked for among those recorded before. */
const LARGEST_SHARED_CONSTANT = 64;

/** The nodes of a function that is being recorded. Each method gives the name of its node. */
export class RecordedNodes {
  readonly nodes: GraphNode[] = [];
  /** Reshapes by what they reshape, and to which shape. */
  private readonly reshapes = new Map<string, string>();
  /** Nodes of small constants by what they hold. */
  private readonly constants = new Map<string, string>();
  private control: readonly string[] = [];

  /** @param prefix Of all names. */
  constructor(private readonly prefix: string) {}

  add(
    op: string,
    inputs: string[],
    attributes: Record<string, NodeAttribute>,
    name = `${op}_${this.nodes.length}`,
    after: readonly string[] = []
  ): string {
    const waits = [...after, ...(op === 'Const' || op === 'Placeholder' ? [] : this.control)];
    const node = {
      name: `${this.prefix}/${name}`,
      op,
      inputs: [...inputs, ...waits.map((each) => `^${each}`)],
      attributes
    };
    this.nodes.push(node);
    return node.name;
  }

  /** What the work adds waits for these nodes. */
  behind<T>(nodes: readonly string[], work: () => T): T {
    const outer = this.control;
    this.control = [...outer, ...nodes];
    try {
      return work();
    } finally {
      this.control = outer;
    }
  }

  /** Whole numbers: axes, sizes, shapes. */
  list(values: readonly number[]): string {
    const bytes = new Uint8Array(Int32Array.from(values).buffer);
    return this.content({ dtype: 'int32', shape: [values.length], bytes });
  }

  /** A constant. Small ones are shared: axes and shapes of a whole network are few, and TensorFlow would look for their likes. */
  content(tensor: TensorContent): string {
    const add = (): string => this.add('Const', [], { dtype: { type: tensor.dtype }, value: { tensor } });
    if (tensor.bytes.length > LARGEST_SHARED_CONSTANT) {
      return add();
    }
    const key = `${tensor.dtype} ${tensor.shape.join()} ${tensor.bytes.join()}`;
    const node = this.constants.get(key) ?? add();
    this.constants.set(key, node);
    return node;
  }

  /** A constant whose elements are all the same: a large one is filled in by the graph. */
  uniform(tensor: TensorContent): string {
    const { dtype, shape, bytes } = tensor;
    if (elements(shape) <= LARGEST_STORED_UNIFORM) {
      return this.content(tensor);
    }
    const dims = this.list(shape);
    const value = this.content({ dtype, shape: [], bytes: bytes.slice(0, bytes.length / elements(shape)) });
    return this.add('Fill', [dims, value], { T: { type: dtype }, index_type: { type: 'int32' } });
  }

  /** For kernels of TensorFlow.js that give the same data another shape. */
  reshaped(input: string, { shape, dtype }: Pick<Tensor, 'shape' | 'dtype'>): string {
    const key = `${input}>${shape.join()}`;
    const known = this.reshapes.get(key);
    if (known !== undefined) {
      return known;
    }
    const attributes: Record<string, NodeAttribute> = {
      T: { type: dtype as GraphDtype },
      Tshape: { type: 'int32' }
    };
    const node = this.add('Reshape', [input, this.list(shape)], attributes);
    this.reshapes.set(key, node);
    return node;
  }
}
