'use strict';
/** Loads the binding and computes with it, in a process of its own: a library that crashes must not take its asker with it. */
const { tensorFlowInfo } = require('@efficientnet-lab/kernel-helpers').graph;

const info = tensorFlowInfo();
const tf = require('@tensorflow/tfjs-node-gpu');
const sum = tf.tidy(
  () =>
    tf
      .ones([64, 64])
      .matMul(tf.ones([64, 64]))
      .sum()
      .dataSync()[0]
);
if (sum !== 64 ** 3) {
  throw new Error(`64³ came out as ${sum}`);
}
console.log(JSON.stringify({ ...info, backend: tf.getBackend() }));
