import { WeightError } from '../../weights';
import {
  authorsPreprocessing,
  type BlockLayer,
  type BlockPlace,
  type Publisher,
  SAME,
  SYMMETRIC
} from './publisher';

const OUTER = {
  stem_conv: 'conv_stem',
  stem_bn: 'bn1',
  top_conv: 'conv_head',
  top_bn: 'bn2',
  predictions: 'classifier'
} as const;

/**
 * timm 1.0: `tf_` networks have TensorFlow's padding and ε, the others PyTorch's; both momentum 0.9. Means and deviations
 * of ½ for Lite and for V2's larger three.
 */
export const timm: Publisher = {
  stem: 'conv_stem.weight',
  own: /^(conv_stem|bn1|blocks|conv_head|bn2)\./,
  classifier: 'classifier.',
  names: {
    outer: (layer) => OUTER[layer],
    inBlock: (layer, at) => `blocks.${at.block.stage - 1}.${at.place}.${moduleOf(layer, at)}`
  },
  conventions: (network, { source, padding }) => {
    if (padding === undefined) {
      throw new WeightError(
        'convention',
        source,
        "tensors that timm's tf_efficientnet and efficientnet share, which differ in padding",
        'padding to be given',
        "Give padding: 'same' for tf_efficientnet_…, 'symmetric' for efficientnet_…."
      );
    }
    const halves = network.family === 'lite' || /^v2-[sml]$/.test(network.name);
    return {
      ...(padding === 'same' ? SAME : SYMMETRIC),
      batchNormMomentum: 0.9,
      preprocessing: halves ? 'half' : authorsPreprocessing(network)
    };
  }
};

/** Blocks without expansion have no first convolution: the numbers of what follows shift by one. */
function moduleOf(layer: BlockLayer, { block }: BlockPlace): string {
  const expands = block.expansionRatio !== 1;
  const fused = block.operator !== 'MBConv';
  const before = expands && !fused ? 1 : 0;
  switch (layer) {
    case 'expand_conv':
      return fused ? 'conv_exp' : 'conv_pw';
    case 'expand_bn':
      return 'bn1';
    case 'dwconv':
      return 'conv_dw';
    case 'bn':
      return `bn${before + 1}`;
    case 'se_reduce':
      return 'se.conv_reduce';
    case 'se_expand':
      return 'se.conv_expand';
    case 'project_conv':
      return expands ? 'conv_pwl' : fused ? 'conv' : 'conv_pw';
    case 'project_bn':
      return fused ? (expands ? 'bn2' : 'bn1') : `bn${before + 2}`;
  }
}
