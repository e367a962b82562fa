/** Writes and updates many variables at once; memory that TensorFlow took from JavaScript would break the process. */
const { compile, GraphSession, GraphState, loadTensorFlow } = require('../../kernel-helpers/lib/tensorflow');

const VARIABLES = 200;
const SIZE = 64;
const ROUNDS = 300;

const tf = loadTensorFlow();
const variables = Object.fromEntries(
  Array.from({ length: VARIABLES }, (_, i) => [`v${i}`, tf.variable(tf.zeros([SIZE]))])
);
const state = new GraphState(variables);
const step = () => {
  Object.values(variables).forEach((variable) => variable.assign(tf.add(tf.mul(variable, 0.5), 1)));
  return tf.scalar(1);
};
compile(step, { inputs: [], state, name: 'step' });
const session = new GraphSession(state.program());

for (let round = 0; round < ROUNDS; round++) {
  if (round % 20 === 0) {
    globalThis.gc();
  }
  // One of four places in a row begins at a boundary of 64 bytes, whatever the buffer's.
  const values = Object.fromEntries(
    Object.keys(variables).map((name) => {
      const buffer = new ArrayBuffer(4 * SIZE + 64);
      return [name, new Float32Array(buffer, 16 * (round % 4), SIZE).fill(3)];
    })
  );
  session.writeState(values);
  session.run('step', []);
  session.run('step', []);
  const read = session.readState();
  for (const name of Object.keys(variables)) {
    // 3 → 2.5 → 2.25, and the arrays that were given stay as they are.
    if (values[name].some((value) => value !== 3) || read[name].some((value) => value !== 2.25)) {
      throw new Error(`${name} in round ${round}: ${values[name][0]} became ${read[name][0]}`);
    }
  }
}
console.log(`${ROUNDS} rounds`);
