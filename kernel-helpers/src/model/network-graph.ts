import type { LayersModel, SymbolicTensor, Tensor } from '@tensorflow/tfjs';

/**
 * What is made from what in a network, as if the layers of nested networks were its own. A nested network that stands at
 * several places is looked at where it is met first, from the outputs back.
 */
export class NetworkGraph {
  readonly outputs: readonly SymbolicTensor[];
  /** All that layers put out, inputs included, each after what it is made from. */
  readonly tensors: readonly SymbolicTensor[];
  /** What enters nested networks, by the identity of their inputs. */
  private readonly bound = new Map<number, SymbolicTensor>();

  constructor(model: LayersModel) {
    const found = new Map<number, SymbolicTensor>();
    this.outputs = model.outputs.map((output) => this.made(output));
    this.outputs.forEach((output) => this.collect(output, found));
    this.tensors = [...found.values()];
  }

  /** What a layer made this from; nothing for an input of the network. */
  entering(tensor: SymbolicTensor): SymbolicTensor[] {
    return tensor.inputs.map((input) => this.made(input));
  }

  /**
   * Values as in inference. Call within `tf.tidy`.
   * @param wanted Of these the values are returned.
   * @param known Values that are given, by identity: of inputs, or of what lies between.
   * @param free Whether what is used up is freed at once; not while a gradient is taken or a function recorded.
   * @param call Computes what a layer puts out in its place; null for what the layer is to compute itself.
   */
  values(
    wanted: readonly SymbolicTensor[],
    known: ReadonlyMap<number, Tensor>,
    { free, call }: { free: boolean; call?: (made: SymbolicTensor, inputs: Tensor[]) => Tensor | null }
  ): Tensor[] {
    const needed = new Map<number, SymbolicTensor>();
    wanted.forEach((tensor) => this.collect(tensor, needed, known));
    const uses = new Map<number, number>();
    const count = ({ id }: SymbolicTensor): void => void uses.set(id, (uses.get(id) ?? 0) + 1);
    const made = [...needed.values()].filter(({ id }) => !known.has(id));
    made.forEach((tensor) => this.entering(tensor).forEach(count));
    wanted.forEach(count);
    const values = new Map(known);
    for (const tensor of made) {
      const entering = this.entering(tensor);
      const inputs = entering.map(({ id }) => values.get(id) as Tensor);
      const outputs =
        call?.(tensor, inputs) ??
        (tensor.sourceLayer.apply(inputs, { training: false }) as Tensor | Tensor[]);
      values.set(tensor.id, Array.isArray(outputs) ? outputs[tensor.outputTensorIndex ?? 0] : outputs);
      for (const { id } of free ? entering : []) {
        const left = (uses.get(id) ?? 0) - 1;
        uses.set(id, left);
        if (left === 0 && !known.has(id)) {
          values.get(id)?.dispose();
        }
      }
    }
    return wanted.map(({ id }) => values.get(id) as Tensor);
  }

  /** The tensor of a plain layer that stands behind one of a nested network, on either side of it. */
  private made(tensor: SymbolicTensor): SymbolicTensor {
    const entering = this.bound.get(tensor.id);
    if (entering !== undefined) {
      return this.made(entering);
    }
    const nested = tensor.sourceLayer as Partial<LayersModel>;
    if (nested.outputs === undefined || nested.inputs === undefined) {
      return tensor;
    }
    nested.inputs.forEach((input, i) => this.bound.set(input.id, tensor.inputs[i]));
    return this.made(nested.outputs[tensor.outputTensorIndex ?? 0]);
  }

  private collect(
    tensor: SymbolicTensor,
    found: Map<number, SymbolicTensor>,
    known: ReadonlyMap<number, unknown> = new Map()
  ): void {
    if (found.has(tensor.id)) {
      return;
    }
    if (!known.has(tensor.id)) {
      this.entering(tensor).forEach((input) => this.collect(input, found, known));
    }
    found.set(tensor.id, tensor);
  }
}
