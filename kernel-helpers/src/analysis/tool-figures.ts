import type { Normalization } from './spec';

/** Whose way of counting it is. */
export type ToolId =
  | 'this-report'
  | 'without-squeeze-excite'
  | 'fvcore-multiplications'
  | 'fvcore-timm'
  | 'timm-table'
  | 'fvcore-torchvision'
  | 'torchvision-metadata'
  | 'ptflops-aten'
  | 'ptflops-pytorch'
  | 'ptflops-pytorch-same'
  | 'ptflops-pytorch-torchvision'
  | 'paper'
  | 'lite-readme';

/** What a tool or a publication says about one network, as printed. */
export interface ToolFigure {
  tool: ToolId;
  /** Name of the published variant. */
  network: string;
  /** Side of the image in pixels. */
  resolution: number;
  normalization: Normalization;
  /** The digits of the source with the unit that they are in, for example `0.40 G`. */
  printed: string;
  /** Operations. */
  value: number;
  /** Half a unit of the last digit printed; 0 for whole counts. */
  tolerance: number;
  /** `measured`: the tool was run on the network. */
  kind: 'published' | 'measured';
  source: string;
  /** What a tool was run on, for example `timm’s tf_efficientnet_b0`; null for publications. */
  build: string | null;
  /** Day on which it was read or run. */
  date: string;
}

/** When publications were read, and when tools were run. */
const DATES = { published: '2026-11-22', measured: '2026-11-28' } as const;
const LIBRARIES = { timm: 'timm 1.0.31', torchvision: 'torchvision 0.29.2' } as const;
const UNIT_SIZES: Readonly<Record<string, number>> = { M: 1e6, G: 1e9 };

interface FigureSource {
  tool: ToolId;
  kind: ToolFigure['kind'];
  source: string;
  /** Whose builds it was run on. */
  library?: keyof typeof LIBRARIES;
}
/** Network, side of the image, the figure with the digits and the unit printed; the library's name where it was run. */
type PrintedRow = readonly [network: string, resolution: number, printed: string, name?: string];

/** Rows of one source: `385,814,752` is exact, `0.40 G` says that two decimals were printed. */
function figures(
  source: FigureSource,
  rows: readonly PrintedRow[],
  normalization: Normalization = 'batch'
): ToolFigure[] {
  const { tool, kind, library } = source;
  return rows.map(([network, resolution, printed, name = '']) => {
    const [digits, unit = ''] = printed.split(' ');
    const size = UNIT_SIZES[unit] ?? 1;
    const decimals = digits.split('.')[1]?.length ?? 0;
    return {
      tool,
      kind,
      source: library ? `${source.source} run on ${LIBRARIES[library]}, ${name}` : source.source,
      build: library ? `${library}’s ${name}` : null,
      network,
      resolution,
      normalization,
      printed,
      value: Math.round(Number(digits.replace(/,/g, '')) * size),
      tolerance: size === 1 ? 0 : size / 10 ** decimals / 2,
      date: DATES[kind]
    };
  });
}

const FVCORE = 'fvcore 0.1.5';
const FVCORE_TIMM: FigureSource = { tool: 'fvcore-timm', kind: 'measured', source: FVCORE, library: 'timm' };
const PTFLOPS_ATEN = 'ptflops 0.7.5, backend aten,';
const PTFLOPS_PYTORCH = 'ptflops 0.7.5, backend pytorch,';
const TIMM_TABLE: FigureSource = {
  tool: 'timm-table',
  kind: 'published',
  source: 'pytorch-image-models, commit aa4b585, results/benchmark-infer-*.csv, infer_gmacs'
};
const TORCHVISION: FigureSource = {
  tool: 'torchvision-metadata',
  kind: 'published',
  source: 'torchvision 0.19.1, models/efficientnet.py, _ops'
};

/** Everything that is compared with and not computed here: one table, each figure with its source and day. */
export const TOOL_FIGURES: readonly ToolFigure[] = [
  ...figures({ tool: 'fvcore-multiplications', kind: 'measured', source: FVCORE, library: 'timm' }, [
    ['b0', 224, '385,814,752', 'efficientnet_b0'],
    ['b1', 240, '686,802,832', 'efficientnet_b1'],
    ['b2', 260, '993,561,872', 'efficientnet_b2'],
    ['b3', 300, '1,827,141,392', 'efficientnet_b3'],
    ['b4', 380, '4,393,771,024', 'efficientnet_b4'],
    ['lite0', 224, '385,187,552', 'efficientnet_lite0'],
    ['v2-b0', 224, '718,086,176', 'tf_efficientnetv2_b0'],
    ['v2-b1', 240, '1,196,819,360', 'tf_efficientnetv2_b1'],
    ['v2-b2', 260, '1,697,542,832', 'tf_efficientnetv2_b2'],
    ['v2-b3', 300, '3,011,458,816', 'tf_efficientnetv2_b3'],
    ['v2-s', 384, '8,365,617,152', 'efficientnetv2_s']
  ]),
  ...figures(FVCORE_TIMM, [
    ['b0', 224, '399,352,864', 'efficientnet_b0'],
    ['b1', 240, '708,623,088', 'efficientnet_b1'],
    ['b2', 260, '1,021,308,768', 'efficientnet_b2'],
    ['b3', 300, '1,874,915,424', 'efficientnet_b3'],
    ['b4', 380, '4,492,947,056', 'efficientnet_b4'],
    ['lite0', 224, '398,725,664', 'efficientnet_lite0'],
    ['v2-b0', 224, '727,666,656', 'tf_efficientnetv2_b0'],
    ['v2-s', 384, '8,437,262,336', 'efficientnetv2_s']
  ]),
  ...figures(FVCORE_TIMM, [['b0', 224, '419,565,952', 'efficientnet_b0_gn']], 'group'),
  ...figures({ tool: 'fvcore-torchvision', kind: 'measured', source: FVCORE, library: 'torchvision' }, [
    ['b0', 224, '401,659,392', 'efficientnet_b0'],
    ['b1', 240, '712,732,416', 'efficientnet_b1'],
    ['b2', 260, '1,026,579,120', 'efficientnet_b2'],
    ['b3', 300, '1,883,903,568', 'efficientnet_b3'],
    ['b4', 380, '4,512,495,200', 'efficientnet_b4'],
    ['v2-s', 384, '8,446,985,216', 'efficientnet_v2_s']
  ]),
  ...figures({ tool: 'ptflops-aten', kind: 'measured', source: PTFLOPS_ATEN, library: 'timm' }, [
    ['b0', 224, '385,825,092', 'efficientnet_b0'],
    ['b1', 240, '686,817,992', 'efficientnet_b1'],
    ['b2', 260, '993,578,282', 'efficientnet_b2'],
    ['b3', 300, '1,827,162,472', 'efficientnet_b3'],
    ['lite0', 224, '385,188,552', 'efficientnet_lite0'],
    ['v2-b0', 224, '718,100,696', 'tf_efficientnetv2_b0'],
    ['v2-s', 384, '8,365,653,344', 'efficientnetv2_s']
  ]),
  ...figures({ tool: 'ptflops-pytorch', kind: 'measured', source: PTFLOPS_PYTORCH, library: 'timm' }, [
    ['b0', 224, '392,108,448', 'efficientnet_b0'],
    ['b1', 240, '696,748,376', 'efficientnet_b1'],
    ['b2', 260, '1,006,239,900', 'efficientnet_b2'],
    ['b3', 300, '1,848,818,008', 'efficientnet_b3'],
    ['lite0', 224, '391,471,528', 'efficientnet_lite0'],
    ['v2-s', 384, '8,397,569,816', 'efficientnetv2_s']
  ]),
  ...figures({ tool: 'ptflops-pytorch-same', kind: 'measured', source: PTFLOPS_PYTORCH, library: 'timm' }, [
    ['b0', 224, '374,491,968', 'tf_efficientnet_b0'],
    ['lite0', 224, '373,855,048', 'tf_efficientnet_lite0'],
    ['v2-b0', 224, '653,192,328', 'tf_efficientnetv2_b0'],
    ['v2-s', 384, '7,988,904,728', 'tf_efficientnetv2_s']
  ]),
  ...figures(
    {
      tool: 'ptflops-pytorch-torchvision',
      kind: 'measured',
      source: PTFLOPS_PYTORCH,
      library: 'torchvision'
    },
    [
      ['b0', 224, '410,196,896', 'efficientnet_b0'],
      ['v2-s', 384, '8,488,476,440', 'efficientnet_v2_s']
    ]
  ),
  ...figures(TIMM_TABLE, [
    ['b0', 224, '0.40 G'],
    ['b0', 256, '0.52 G'],
    ['b1', 224, '0.59 G'],
    ['b1', 240, '0.71 G'],
    ['b1', 256, '0.77 G'],
    ['b1', 288, '0.97 G'],
    ['b2', 256, '0.89 G'],
    ['b2', 260, '1.02 G'],
    ['b2', 288, '1.12 G'],
    ['b3', 288, '1.63 G'],
    ['b3', 300, '1.87 G'],
    ['b3', 320, '2.01 G'],
    ['b4', 320, '3.13 G'],
    ['b4', 380, '4.49 G'],
    ['b4', 384, '4.51 G'],
    ['b5', 416, '8.27 G'],
    ['b5', 448, '9.59 G'],
    ['b5', 456, '10.46 G'],
    ['b6', 528, '19.40 G'],
    ['b7', 600, '38.33 G'],
    ['b8', 672, '63.48 G'],
    ['lite0', 224, '0.40 G'],
    ['lite1', 240, '0.62 G'],
    ['lite2', 260, '0.89 G'],
    ['lite3', 300, '1.65 G'],
    ['lite4', 380, '4.04 G'],
    ['v2-b0', 192, '0.54 G'],
    ['v2-b0', 224, '0.73 G'],
    ['v2-b1', 192, '0.76 G'],
    ['v2-b1', 240, '1.21 G'],
    ['v2-b2', 208, '1.06 G'],
    ['v2-b2', 260, '1.72 G'],
    ['v2-b3', 240, '1.93 G'],
    ['v2-b3', 300, '3.04 G'],
    ['v2-s', 288, '4.75 G'],
    ['v2-s', 300, '5.35 G'],
    ['v2-s', 384, '8.44 G'],
    ['v2-m', 320, '11.01 G'],
    ['v2-m', 384, '15.85 G'],
    ['v2-m', 416, '18.60 G'],
    ['v2-m', 480, '24.76 G'],
    ['v2-l', 384, '36.10 G'],
    ['v2-l', 480, '56.40 G']
  ]),
  ...figures(TIMM_TABLE, [['b0', 224, '0.42 G']], 'group'),
  ...figures(TORCHVISION, [
    ['b0', 224, '0.386 G'],
    ['b1', 240, '0.687 G'],
    ['b2', 288, '1.088 G'],
    ['b3', 300, '1.827 G'],
    ['b4', 380, '4.394 G'],
    ['b5', 456, '10.266 G'],
    ['b6', 528, '19.068 G'],
    ['b7', 600, '37.746 G']
  ]),
  ...figures(
    { ...TORCHVISION, source: 'torchvision’s documentation of the weights of EfficientNetV2, GFLOPS' },
    [
      ['v2-m', 480, '24.58 G'],
      ['v2-l', 480, '56.08 G']
    ]
  ),
  ...figures({ tool: 'paper', kind: 'published', source: 'arXiv 1905.11946, table 2, #FLOPs' }, [
    ['b0', 224, '0.39 G'],
    ['b1', 240, '0.70 G'],
    ['b2', 260, '1.0 G'],
    ['b3', 300, '1.8 G'],
    ['b4', 380, '4.2 G'],
    ['b5', 456, '9.9 G'],
    ['b6', 528, '19 G'],
    ['b7', 600, '37 G']
  ]),
  ...figures(
    {
      tool: 'lite-readme',
      kind: 'published',
      source: 'tensorflow/tpu, models/official/efficientnet/lite/README.md, MAdds'
    },
    [
      ['lite0', 224, '407 M'],
      ['lite1', 240, '631 M'],
      ['lite2', 260, '899 M'],
      ['lite3', 280, '1.44 G'],
      ['lite4', 300, '2.64 G']
    ]
  )
];
