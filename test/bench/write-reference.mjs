import { createRequire } from 'node:module';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { moveOffZero } from './our-programs.mjs';

/**
 * A process that writes what all compute in inference: images and weights, for each in the form that it reads, and the
 * logits that ours gives for both ways of padding, operation by operation: Keras's networks pad at the end, torchvision's
 * on both sides.
 */

const require = createRequire(import.meta.url);
const LIB = join(dirname(fileURLToPath(import.meta.url)), '../../kernel-helpers/lib');
const { buildEfficientNet, channelTransform, saveWeights } = require(join(LIB, 'model'));
const { loadTensorFlow } = require(join(LIB, 'tensorflow'));

/** Pixels on a side that share a colour: averaged over an image, noise alone makes all images alike. */
const PATCH = 8;

/** @type {import('./workloads.mjs').Job & { reference: string }} */
const { spec, batchSize, reference } = JSON.parse(process.argv[2]);
const tf = loadTensorFlow();
const { resolution, inputChannels } = spec;

/**
 * @param {string} name
 * @param {Float32Array} values
 */
const write = (name, values) =>
  writeFileSync(join(reference, name), new Uint8Array(values.buffer, values.byteOffset, values.byteLength));

const images = tf.tidy(() => {
  const patches = Math.ceil(resolution / PATCH);
  const colours = tf.randomUniform([batchSize, patches, patches, inputChannels], 0, 200, 'float32', 1);
  const sides = tf.image.resizeNearestNeighbor(/** @type {any} */ (colours), [
    patches * PATCH,
    patches * PATCH
  ]);
  const cut = sides.slice([0, 0, 0, 0], [batchSize, resolution, resolution, inputChannels]);
  return tf.add(cut, tf.randomUniform(cut.shape, 0, 55, 'float32', 2));
});
const transform = channelTransform(spec.preprocessing, inputChannels);
const prepared = tf.tidy(() =>
  transform === null ? images.clone() : images.mul(transform.factors).add(transform.offsets)
);
write('images.bin', /** @type {Float32Array} */ (images.dataSync()));
write('prepared.bin', /** @type {Float32Array} */ (prepared.dataSync()));

/**
 * Statistics as a batch has them: with those of a fresh network values would grow from layer to layer, and rounding with
 * them, until nobody's logits were like anybody's.
 */
function weightsInRange() {
  const calm = { ...spec, dropout: 0, stochasticDepth: 0, batchNormMomentum: 0 };
  const model = buildEfficientNet(calm, { seed: 1 });
  moveOffZero(model);
  tf.tidy(() => void model.apply(images, { training: true }));
  return model.getWeights();
}

const weights = weightsInRange();
for (const padding of /** @type {const} */ (['same', 'symmetric'])) {
  const model = buildEfficientNet({ ...spec, padding }, { seed: 1 });
  model.setWeights(weights);
  const logits = tf.tidy(() => /** @type {typeof images} */ (model.apply(images)).dataSync());
  write(`logits-${padding}.bin`, /** @type {Float32Array} */ (logits));
  const at = (/** @type {string} */ name) => join(reference, name);
  if (padding === 'same') {
    await saveWeights(model, at('ours.safetensors'));
    await saveWeights(model, at('keras.weights.h5'), { format: 'keras' });
  } else {
    await saveWeights(model, at('torchvision.safetensors'), { names: 'torchvision' });
  }
}
