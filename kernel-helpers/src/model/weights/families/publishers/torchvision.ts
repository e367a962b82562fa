import {
  authorsPreprocessing,
  type BlockLayer,
  type BlockPlace,
  type Publisher,
  SYMMETRIC
} from './publisher';

/** torchvision 0.29: symmetric; ε 1e-3 and momentum 0.99 from B5 on, 1e-3 and 0.9 for V2; ½ for V2-L alone. */
export const torchvision: Publisher = {
  stem: 'features.0.0.weight',
  own: /^features\./,
  classifier: 'classifier.',
  names: {
    outer: (layer, stages) =>
      ({
        stem_conv: 'features.0.0',
        stem_bn: 'features.0.1',
        top_conv: `features.${stages + 1}.0`,
        top_bn: `features.${stages + 1}.1`,
        predictions: 'classifier.1'
      })[layer],
    inBlock: (layer, at) => `features.${at.block.stage}.${at.place}.block.${moduleOf(layer, at)}`
  },
  conventions: (network) => {
    const large = /^b[5-7]$/.test(network.name);
    return {
      ...SYMMETRIC,
      ...(large || network.family === 'v2' ? { normalizationEpsilon: 1e-3 } : {}),
      batchNormMomentum: large && network.family !== 'v2' ? 0.99 : 0.9,
      preprocessing: network.name === 'v2-l' ? 'half' : authorsPreprocessing(network)
    };
  }
};

/** Parts are counted: those before one are the expansion, in MBConv the depthwise convolution, and the gate. */
function moduleOf(layer: BlockLayer, { block }: BlockPlace): string {
  const expansion = block.expansionRatio === 1 ? 0 : 1;
  const fused = block.operator !== 'MBConv';
  const gate = fused ? expansion : expansion + 1;
  // A fused block without expansion is one convolution, which the gate does not move.
  const gated = block.squeezeExciteFilters > 0 && gate > 0 ? 1 : 0;
  switch (layer) {
    case 'expand_conv':
      return '0.0';
    case 'expand_bn':
      return '0.1';
    case 'dwconv':
      return `${expansion}.0`;
    case 'bn':
      return `${expansion}.1`;
    case 'se_reduce':
      return `${gate}.fc1`;
    case 'se_expand':
      return `${gate}.fc2`;
    case 'project_conv':
      return `${gate + gated}.0`;
    case 'project_bn':
      return `${gate + gated}.1`;
  }
}
