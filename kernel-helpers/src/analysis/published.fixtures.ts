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
