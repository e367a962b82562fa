import { authorsPreprocessing, type BlockLayer, type Publisher, SAME } from './publisher';

const OUTER = {
  stem_conv: '_conv_stem',
  stem_bn: '_bn0',
  top_conv: '_conv_head',
  top_bn: '_bn1',
  predictions: '_fc'
} as const;

const IN_BLOCK: Record<BlockLayer, string> = {
  expand_conv: '_expand_conv',
  expand_bn: '_bn0',
  dwconv: '_depthwise_conv',
  bn: '_bn1',
  se_reduce: '_se_reduce',
  se_expand: '_se_expand',
  project_conv: '_project_conv',
  project_bn: '_bn2'
};

/** efficientnet_pytorch 0.7 and its kin, after their author: TensorFlow's conventions; it has no fused blocks. */
export const lukemelas: Publisher = {
  stem: '_conv_stem.weight',
  own: /^(_conv_stem|_bn0|_blocks|_conv_head|_bn1)\./,
  classifier: '_fc.',
  names: {
    outer: (layer) => OUTER[layer],
    inBlock: (layer, { block }) =>
      block.operator === 'MBConv' ? `_blocks.${block.index}.${IN_BLOCK[layer]}` : null
  },
  conventions: (network) => ({
    ...SAME,
    batchNormMomentum: 0.99,
    preprocessing: authorsPreprocessing(network)
  })
};
