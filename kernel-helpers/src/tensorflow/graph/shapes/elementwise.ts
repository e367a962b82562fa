import { type AbstractTensor, broadcastShape, like, type Rule, rules, typeOf } from './rule';

const broadcast: Rule = ({ op, inputs: [a, b] }) => [
  { shape: broadcastShape(a.shape, b.shape, op), dtype: a.dtype }
];

const logical = ({ shape }: AbstractTensor): AbstractTensor[] => [{ shape, dtype: 'bool' }];

/** Operations on each element by itself, or on those at the same place. */
export const ELEMENTWISE = rules([
  [
    `Abs Ceil Cos Cosh Elu Erf Exp Expm1 Floor Identity Invert LeakyRelu Log Log1p Neg OnesLike Reciprocal Relu
     Relu6 Rint Round Rsqrt Selu Sigmoid Sign Sin Sinh Softplus Softsign Sqrt Square StopGradient Tan Tanh ZerosLike
     Acos Acosh Asin Asinh Atan Atanh BiasAdd ClipByValue AddN`,
    like(0)
  ],
  [
    `EluGrad LeakyReluGrad Relu6Grad ReluGrad RsqrtGrad SeluGrad SigmoidGrad SoftplusGrad SqrtGrad TanhGrad`,
    like(0)
  ],
  [
    `Add AddV2 Sub Mul Div RealDiv DivNoNan FloorDiv FloorMod Mod Maximum Minimum Pow SquaredDifference Atan2
     LogicalAnd LogicalOr BitwiseAnd TruncateDiv`,
    broadcast
  ],
  ['Equal NotEqual Greater GreaterEqual Less LessEqual', (operation) => logical(broadcast(operation)[0])],
  ['LogicalNot IsFinite IsInf IsNan', ({ inputs: [x] }) => logical(x)],
  ['Select', like(1)],
  [
    'SelectV2',
    ({ op, inputs: [condition, a, b] }) => [
      { shape: broadcastShape(broadcastShape(condition.shape, a.shape, op), b.shape, op), dtype: a.dtype }
    ]
  ],
  ['Cast', ({ attributes, inputs: [x] }) => [{ shape: x.shape, dtype: typeOf(attributes.DstT) }]]
]);
