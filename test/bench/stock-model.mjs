/**
 * @typedef {import('@tensorflow/tfjs-node-gpu').SymbolicTensor} Symbolic
 * @typedef {import('@tensorflow/tfjs-node-gpu').layers.Layer} Layer
 */

/** The size of an axis that is known only with the batch; TensorFlow.js's types leave it out. */
const EACH_IMAGE = /** @type {number} */ (/** @type {unknown} */ (null));

/**
 * The same network from TensorFlow.js's own layers alone, as a user without this package would write it.
 *
 * @param {typeof import('@tensorflow/tfjs-node-gpu')} tf
 * @param {import('@efficientnet-lab/kernel-helpers').ArchitectureSpec} spec
 * @param {import('../../kernel-helpers/lib/analysis/index.js').PlacedBlock[]} blocks
 */
export function buildStockModel(tf, spec, blocks) {
  const { layers } = tf;
  /** @type {(layer: Layer, x: Symbolic | Symbolic[]) => Symbolic} */
  const on = (layer, x) => /** @type {Symbolic} */ (layer.apply(x));
  /** @param {Symbolic} x */
  const normalize = (x) =>
    on(
      layers.batchNormalization({ momentum: spec.batchNormMomentum, epsilon: spec.normalizationEpsilon }),
      x
    );
  /** @param {Symbolic} x */
  const swish = (x) => on(layers.activation({ activation: 'swish' }), x);
  /**
   * @param {Symbolic} x
   * @param {number} filters
   * @param {number} kernelSize
   * @param {number} strides
   */
  const convolve = (x, filters, kernelSize, strides) =>
    normalize(on(layers.conv2d({ filters, kernelSize, strides, padding: 'same', useBias: false }), x));

  /**
   * @param {Symbolic} x
   * @param {import('../../kernel-helpers/lib/analysis/index.js').PlacedBlock} block
   */
  const squeezeExcite = (x, block) => {
    let gates = on(layers.globalAveragePooling2d({}), x);
    gates = on(layers.reshape({ targetShape: [1, 1, block.expandedFilters] }), gates);
    gates = on(
      layers.conv2d({ filters: block.squeezeExciteFilters, kernelSize: 1, activation: 'swish' }),
      gates
    );
    gates = on(
      layers.conv2d({ filters: block.expandedFilters, kernelSize: 1, activation: 'sigmoid' }),
      gates
    );
    return on(layers.multiply(), [x, gates]);
  };

  const input = tf.input({ shape: [spec.resolution, spec.resolution, spec.inputChannels] });
  let x = swish(convolve(input, spec.stem.filters, spec.stem.kernelSize, spec.stem.stride));
  for (const block of blocks) {
    let y = block.expansionRatio === 1 ? x : swish(convolve(x, block.expandedFilters, 1, 1));
    const { kernelSize, stride: strides } = block;
    y = on(layers.depthwiseConv2d({ kernelSize, strides, padding: 'same', useBias: false }), y);
    y = squeezeExcite(swish(normalize(y)), block);
    y = convolve(y, block.outputFilters, 1, 1);
    if (block.residual) {
      y = on(layers.dropout({ rate: block.dropRate, noiseShape: [EACH_IMAGE, 1, 1, 1] }), y);
      y = on(layers.add(), [y, x]);
    }
    x = y;
  }
  x = swish(convolve(x, spec.head.filters, 1, 1));
  x = on(layers.dropout({ rate: spec.dropout }), on(layers.globalAveragePooling2d({}), x));
  return tf.model({ inputs: input, outputs: on(layers.dense({ units: spec.classes }), x) });
}
