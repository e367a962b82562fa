/**
 * Independent truth for the tests: parameter counts as torchvision, timm and Keras 3 report them for the
 * published networks, MACs as in torchvision's metadata (conv + depthwise + SE + dense, at native resolution).
 */
export const PUBLISHED_COSTS = [
  {
    name: 'b0',
    trainable: 5288548,
    withStatistics: 5330564,
    keras: 5330571,
    conv: 349375488,
    depthwise: 34532064,
    squeezeExcite: 627200,
    dense: 1280000,
    macs: 385814752,
    blocks: 16
  },
  {
    name: 'b1',
    trainable: 7794184,
    withStatistics: 7856232,
    keras: 7856239,
    conv: 624052480,
    depthwise: 60361872,
    squeezeExcite: 1108480,
    dense: 1280000,
    macs: 686802832,
    blocks: 23
  },
  {
    name: 'b2',
    trainable: 9109994,
    withStatistics: 9177562,
    keras: 9177569,
    conv: 911029632,
    depthwise: 79810512,
    squeezeExcite: 1313728,
    dense: 1408000,
    macs: 993561872,
    blocks: 23
  },
  {
    name: 'b3',
    trainable: 12233232,
    withStatistics: 12320528,
    keras: 12320535,
    conv: 1690487136,
    depthwise: 133258608,
    squeezeExcite: 1859648,
    dense: 1536000,
    macs: 1827141392,
    blocks: 26
  },
  {
    name: 'b4',
    trainable: 19341616,
    withStatistics: 19466816,
    keras: 19466823,
    conv: 4089728832,
    depthwise: 299132784,
    squeezeExcite: 3117408,
    dense: 1792000,
    macs: 4393771024,
    blocks: 32
  },
  {
    name: 'b5',
    trainable: 30389784,
    withStatistics: 30562520,
    keras: 30562527,
    conv: 9649585920,
    depthwise: 609599280,
    squeezeExcite: 5151552,
    dense: 2048000,
    macs: 10266384752,
    blocks: 39
  },
  {
    name: 'b6',
    trainable: 43040704,
    withStatistics: 43265136,
    keras: 43265143,
    conv: 18006025344,
    depthwise: 1051783008,
    squeezeExcite: 7481184,
    dense: 2304000,
    macs: 19067593536,
    blocks: 45
  },
  {
    name: 'b7',
    trainable: 66347960,
    withStatistics: 66658680,
    keras: 66658687,
    conv: 35871112192,
    depthwise: 1860312096,
    squeezeExcite: 11899904,
    dense: 2560000,
    macs: 37745884192,
    blocks: 55
  }
] as const;

/**
 * B8, L2 and Lite at the resolutions of their authors' code (tensorflow/tpu, `efficientnet_builder` and
 * `efficientnet_lite_builder`): parameters as timm reports them for its `tf_efficientnet_*`, MACs as for
 * PUBLISHED_COSTS. Keras has none of them, hence no count with its normalisation layer.
 */
export const TPU_COSTS = [
  {
    name: 'b8',
    trainable: 87413142,
    withStatistics: 87793174,
    conv: 59702340096,
    depthwise: 2876434848,
    squeezeExcite: 15870624,
    dense: 2816000,
    macs: 62597461568,
    blocks: 61
  },
  {
    name: 'l2',
    trainable: 480309308,
    withStatistics: 481399996,
    conv: 464218000000,
    depthwise: 11388780000,
    squeezeExcite: 91369280,
    dense: 5504000,
    macs: 475703653280,
    blocks: 88
  },
  {
    name: 'lite0',
    trainable: 4652008,
    withStatistics: 4694024,
    conv: 349375488,
    depthwise: 34532064,
    squeezeExcite: 0,
    dense: 1280000,
    macs: 385187552,
    blocks: 16
  },
  {
    name: 'lite1',
    trainable: 5416680,
    withStatistics: 5470344,
    conv: 541722880,
    depthwise: 57182352,
    squeezeExcite: 0,
    dense: 1280000,
    macs: 600185232,
    blocks: 21
  },
  {
    name: 'lite2',
    trainable: 6092072,
    withStatistics: 6150168,
    conv: 782619008,
    depthwise: 75837264,
    squeezeExcite: 0,
    dense: 1280000,
    macs: 859736272,
    blocks: 21
  },
  {
    name: 'lite3',
    trainable: 8197096,
    withStatistics: 8273768,
    conv: 1274168832,
    depthwise: 107873040,
    squeezeExcite: 0,
    dense: 1280000,
    macs: 1383321872,
    blocks: 24
  },
  {
    name: 'lite4',
    trainable: 13006568,
    withStatistics: 13118936,
    conv: 2371682432,
    depthwise: 180071904,
    squeezeExcite: 0,
    dense: 1280000,
    macs: 2553034336,
    blocks: 30
  }
] as const;

/**
 * EfficientNetV2 at native resolution. `trainable` as timm (B0–B3) and torchvision (S, M, L) report; `keras` is
 * `count_params()` of Keras 3, whose normalisation has no weights in this family, so that only moving statistics
 * are added. MACs of convolutions and dense layer as timm's networks give under fvcore (B0–B3, S) and Keras's own
 * layers give (all); torchvision's metadata has 8.366, 24.582 and 56.08 billion for S, M and L.
 */
export const V2_COSTS = [
  { name: 'v2-b0', trainable: 7139704, keras: 7200312, macs: 718086176 },
  { name: 'v2-b1', trainable: 8141052, keras: 8212124, macs: 1196819360 },
  { name: 'v2-b2', trainable: 10096086, keras: 10178374, macs: 1697542832 },
  { name: 'v2-b3', trainable: 14358406, keras: 14467622, macs: 3011458816 },
  { name: 'v2-s', trainable: 21458488, keras: 21612360, macs: 8365617152 },
  { name: 'v2-m', trainable: 54139356, keras: 54431388, macs: 24582460384 },
  { name: 'v2-l', trainable: 118515272, keras: 119027848, macs: 56079699008 }
] as const;

/**
 * Every block of B0 at 224 pixels, as torchvision's and timm's networks cost it: name; channels in, expanded and
 * out; side of the kernel; stride; size in and out; MACs; MACs without squeeze-and-excitation; trainable parameters.
 */
export const B0_BLOCKS = [
  ['block1a', [32, 32, 16], 3, 1, [112, 112], 10035712, 10035200, 1448],
  ['block2a', [16, 96, 24], 3, 2, [112, 56], 29203200, 29202432, 6004],
  ['block2b', [24, 144, 24], 3, 1, [56, 56], 25742016, 25740288, 10710],
  ['block3a', [24, 144, 40], 5, 2, [56, 28], 18177984, 18176256, 15350],
  ['block3b', [40, 240, 40], 5, 1, [28, 28], 19761600, 19756800, 31290],
  ['block4a', [40, 240, 80], 3, 2, [28, 14], 11717760, 11712960, 37130],
  ['block4b', [80, 480, 80], 3, 1, [14, 14], 15918720, 15899520, 102900],
  ['block4c', [80, 480, 80], 3, 1, [14, 14], 15918720, 15899520, 102900],
  ['block5a', [80, 480, 112], 5, 1, [14, 14], 20434560, 20415360, 126004],
  ['block5b', [112, 672, 112], 5, 1, [14, 14], 32833920, 32796288, 208572],
  ['block5c', [112, 672, 112], 5, 1, [14, 14], 32833920, 32796288, 208572],
  ['block6a', [112, 672, 192], 5, 2, [14, 7], 21934752, 21897120, 262492],
  ['block6b', [192, 1152, 192], 5, 1, [7, 7], 23197824, 23087232, 587952],
  ['block6c', [192, 1152, 192], 5, 1, [7, 7], 23197824, 23087232, 587952],
  ['block6d', [192, 1152, 192], 5, 1, [7, 7], 23197824, 23087232, 587952],
  ['block7a', [192, 1152, 320], 3, 1, [7, 7], 29520000, 29409408, 717232]
] as const;

/**
 * Shapes of the first family and Lite, as tensorflow/tpu, Keras and timm have them: name; width and depth
 * coefficient; resolution; dropout; stem; channels and layers of the seven stages; number of blocks; head.
 */
export const PUBLISHED_SHAPES = [
  ['b0', 1.0, 1.0, 224, 0.2, 32, [16, 24, 40, 80, 112, 192, 320], [1, 2, 2, 3, 3, 4, 1], 16, 1280],
  ['b1', 1.0, 1.1, 240, 0.2, 32, [16, 24, 40, 80, 112, 192, 320], [2, 3, 3, 4, 4, 5, 2], 23, 1280],
  ['b2', 1.1, 1.2, 260, 0.3, 32, [16, 24, 48, 88, 120, 208, 352], [2, 3, 3, 4, 4, 5, 2], 23, 1408],
  ['b3', 1.2, 1.4, 300, 0.3, 40, [24, 32, 48, 96, 136, 232, 384], [2, 3, 3, 5, 5, 6, 2], 26, 1536],
  ['b4', 1.4, 1.8, 380, 0.4, 48, [24, 32, 56, 112, 160, 272, 448], [2, 4, 4, 6, 6, 8, 2], 32, 1792],
  ['b5', 1.6, 2.2, 456, 0.4, 48, [24, 40, 64, 128, 176, 304, 512], [3, 5, 5, 7, 7, 9, 3], 39, 2048],
  ['b6', 1.8, 2.6, 528, 0.5, 56, [32, 40, 72, 144, 200, 344, 576], [3, 6, 6, 8, 8, 11, 3], 45, 2304],
  ['b7', 2.0, 3.1, 600, 0.5, 64, [32, 48, 80, 160, 224, 384, 640], [4, 7, 7, 10, 10, 13, 4], 55, 2560],
  ['b8', 2.2, 3.6, 672, 0.5, 72, [32, 56, 88, 176, 248, 424, 704], [4, 8, 8, 11, 11, 15, 4], 61, 2816],
  ['l2', 4.3, 5.3, 800, 0.5, 136, [72, 104, 176, 344, 480, 824, 1376], [6, 11, 11, 16, 16, 22, 6], 88, 5504],
  ['lite0', 1.0, 1.0, 224, 0.2, 32, [16, 24, 40, 80, 112, 192, 320], [1, 2, 2, 3, 3, 4, 1], 16, 1280],
  ['lite1', 1.0, 1.1, 240, 0.2, 32, [16, 24, 40, 80, 112, 192, 320], [1, 3, 3, 4, 4, 5, 1], 21, 1280],
  ['lite2', 1.1, 1.2, 260, 0.3, 32, [16, 24, 48, 88, 120, 208, 352], [1, 3, 3, 4, 4, 5, 1], 21, 1280],
  ['lite3', 1.2, 1.4, 280, 0.3, 32, [24, 32, 48, 96, 136, 232, 384], [1, 3, 3, 5, 5, 6, 1], 24, 1280],
  ['lite4', 1.4, 1.8, 300, 0.3, 32, [24, 32, 56, 112, 160, 272, 448], [1, 4, 4, 6, 6, 8, 1], 30, 1280]
] as const;
