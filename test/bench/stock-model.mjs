/**
 * The same network from TensorFlow.js's own layers alone, as a user without this package would write it.
 *
 * @param {typeof import('@tensorflow/tfjs-node-gpu')} tf
 * @param {import('@efficientnet-lab/kernel-helpers').ArchitectureSpec} spec
 * @param {import('../../kernel-helpers/lib/analysis').PlacedBlock[]} blocks
 */
export function buildStockModel(tf, spec, blocks) {
  const { layers } = tf;
  const normalize = (x) =>
    layers
      .batchNormalization({ momentum: spec.batchNormMomentum, epsilon: spec.normalizationEpsilon })
      .apply(x);
  const swish = (x) => layers.activation({ activation: 'swish' }).apply(x);
  const convolve = (x, filters, kernelSize, strides) =>
    normalize(layers.conv2d({ filters, kernelSize, strides, padding: 'same', useBias: false }).apply(x));

  const squeezeExcite = (x, block) => {
    let gates = layers.globalAveragePooling2d({}).apply(x);
    gates = layers.reshape({ targetShape: [1, 1, block.expandedFilters] }).apply(gates);
    gates = layers
      .conv2d({ filters: block.squeezeExciteFilters, kernelSize: 1, activation: 'swish' })
      .apply(gates);
    gates = layers
      .conv2d({ filters: block.expandedFilters, kernelSize: 1, activation: 'sigmoid' })
      .apply(gates);
    return layers.multiply().apply([x, gates]);
  };

  const input = tf.input({ shape: [spec.resolution, spec.resolution, spec.inputChannels] });
  let x = swish(convolve(input, spec.stem.filters, spec.stem.kernelSize, spec.stem.stride));
  for (const block of blocks) {
    let y = block.expansionRatio === 1 ? x : swish(convolve(x, block.expandedFilters, 1, 1));
    const { kernelSize, stride: strides } = block;
    y = layers.depthwiseConv2d({ kernelSize, strides, padding: 'same', useBias: false }).apply(y);
    y = squeezeExcite(swish(normalize(y)), block);
    y = convolve(y, block.outputFilters, 1, 1);
    if (block.residual) {
      y = layers.dropout({ rate: block.dropRate, noiseShape: [null, 1, 1, 1] }).apply(y);
      y = layers.add().apply([y, x]);
    }
    x = y;
  }
  x = swish(convolve(x, spec.head.filters, 1, 1));
  x = layers.dropout({ rate: spec.dropout }).apply(layers.globalAveragePooling2d({}).apply(x));
  return tf.model({ inputs: input, outputs: layers.dense({ units: spec.classes }).apply(x) });
}
