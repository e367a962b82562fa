import { loadTensorFlow } from '../../load';
import {
  type CaseInput,
  type OperationCase,
  logical,
  normal,
  plain,
  positive,
  smooth,
  unit,
  whole
} from './case.fixtures';

const tf = loadTensorFlow();

export const elementwise = [
  ...(
    [
      'abs ceil cos cosh elu erf exp expm1 floor leakyRelu logSigmoid neg relu relu6 round selu sigmoid sign sin sinh',
      'softplus square tan tanh zerosLike onesLike'
    ]
      .join(' ')
      .split(' ') as Unary[]
  ).map((name) => unary(name, normal(2, 3))),
  ...(['log', 'log1p', 'reciprocal', 'rsqrt', 'sqrt'] as Unary[]).map((name) => unary(name, positive(2, 3))),
  ...(['acos', 'asin', 'asinh', 'atan', 'atanh'] as Unary[]).map((name) => unary(name, unit(2, 3))),
  smooth('acosh', [positive(4)], (x) => tf.acosh(tf.add(x, 1))),
  smooth('clipByValue', [normal(2, 3)], (x) => tf.clipByValue(x, -0.5, 0.5)),
  plain('ensureShape', [normal(2, 3)], (x) => tf.ensureShape(x, [2, 3])),
  smooth('prelu', [normal(2, 3), unit(3)], (x, alpha) => tf.prelu(x, alpha)),
  plain('step', [normal(2, 3)], (x) => tf.step(x, 0.2)),
  plain('isFinite', [normal(3)], tf.isFinite),
  plain('isInf', [normal(3)], tf.isInf),
  plain('isNaN', [normal(3)], tf.isNaN),
  smooth('cast', [normal(3)], (x) => tf.cast(tf.cast(x, 'float32'), 'float32')),
  plain('cast whole', [whole(3)], (x) => [tf.cast(x, 'float32'), tf.cast(x, 'bool')]),
  plain('cast logical', [logical(3)], (x) => [tf.cast(x, 'float32'), tf.cast(x, 'int32')]),
  smooth('clone', [normal(3)], (x) => tf.clone(x))
];

type Unary =
  | 'abs'
  | 'sqrt'
  | 'relu'
  | 'log'
  | 'log1p'
  | 'reciprocal'
  | 'rsqrt'
  | 'acos'
  | 'asin'
  | 'asinh'
  | 'atan'
  | 'atanh';

function unary(name: Unary, input: CaseInput): OperationCase {
  return smooth(name, [input], (x) => tf[name](x));
}

export const arithmetic = [
  smooth('add', [normal(2, 3), normal(3)], (a, b) => tf.add(a, b)),
  smooth('add whole and real', [whole(2, 3), normal(2, 1)], (a, b) => tf.add(a, b)),
  smooth('addN', [normal(2), normal(2), normal(2)], (...all) => tf.addN(all)),
  smooth('sub', [normal(2, 1), normal(1, 3)], (a, b) => tf.sub(a, b)),
  smooth('mul', [normal(2, 3), normal()], (a, b) => tf.mul(a, b)),
  plain('mul whole', [whole(2, 3), whole(3)], (a, b) => tf.mul(a, b)),
  smooth('div', [normal(2, 3), positive(3)], (a, b) => tf.div(a, b)),
  plain('div whole', [whole(2, 3), whole(3)], (a, b) => tf.div(a, tf.add(b, tf.scalar(1, 'int32')))),
  plain('divNoNan', [normal(2, 3), positive(3)], (a, b) => tf.divNoNan(a, b)),
  smooth('floorDiv', [normal(2, 3), positive(3)], (a, b) => tf.floorDiv(a, b)),
  smooth('mod', [normal(2, 3), positive(3)], (a, b) => tf.mod(a, b)),
  smooth('pow', [positive(2, 3), normal(3)], (a, b) => tf.pow(a, b)),
  smooth('maximum', [normal(2, 3), normal(2, 3)], (a, b) => tf.maximum(a, b)),
  plain('maximum broadcast', [normal(2, 3), normal(3)], (a, b) => tf.maximum(a, b)),
  smooth('minimum', [normal(2, 3), normal(2, 3)], (a, b) => tf.minimum(a, b)),
  plain('minimum broadcast', [normal(2, 3), normal(3)], (a, b) => tf.minimum(a, b)),
  smooth('squaredDifference', [normal(2, 3), normal(2, 3)], (a, b) => tf.squaredDifference(a, b)),
  plain('squaredDifference broadcast', [normal(2, 3), normal(3)], (a, b) => tf.squaredDifference(a, b)),
  smooth('atan2', [normal(2, 3), positive(3)], (a, b) => tf.atan2(a, b)),
  ...(['equal', 'notEqual', 'greater', 'greaterEqual', 'less', 'lessEqual'] as const).flatMap((name) => [
    plain(name, [normal(2, 3), normal(3)], (a, b) => tf[name](a, b)),
    plain(`${name} whole`, [whole(2, 3), whole(3)], (a, b) => tf[name](a, b))
  ]),
  ...(['logicalAnd', 'logicalOr', 'logicalXor'] as const).map((name) =>
    plain(name, [logical(2, 3), logical(3)], (a, b) => tf[name](a, b))
  ),
  plain('logicalNot', [logical(4)], (x) => tf.logicalNot(x)),
  smooth('where', [logical(2, 3), normal(2, 3), normal(2, 3)], (c, a, b) => tf.where(c, a, b)),
  smooth('where broadcast', [logical(3), normal(2, 3), normal()], (c, a, b) => tf.where(c, a, b))
];
