import type { BlockCost, CostReport, LayerCost } from '@efficientnet-lab/kernel-helpers/analysis';
import type { TranslationBundle } from '@jupyterlab/translation';
import { exact, percent, setting, significant } from '@efficientnet-lab/kernel-helpers/wording';
import { type CostRow, isLayer } from './rows';
import { formatBytes } from './wording';

/** One attribute: what it is, its value, and what stands behind the value. */
export interface Attribute {
  label: string;
  text: string;
  /** Formula or share, fainter. */
  note?: string;
}

/** All that is known of a row. */
export function attributesOf(report: CostReport, row: CostRow, trans: TranslationBundle): Attribute[] {
  const block = report.blocks.find(({ name }) => name === row.key);
  const layer = isLayer(row) ? report.layers[row.from] : null;
  return [
    ...shapes(report, row, trans),
    ...(layer ? kernelOf(report, layer, trans) : []),
    ...(block ? widthsOf(block, trans) : []),
    ...costs(report, row, layer, trans),
    ...reach(report, row, trans)
  ];
}

/** The whole network's counts, under all conventions in use. */
export function wholeAttributes(
  { params, macs, memory, elements }: CostReport,
  trans: TranslationBundle
): Attribute[] {
  const part = (label: string, value: number): Attribute => ({
    label,
    text: exact(value),
    note: percent(value / macs.total)
  });
  const bytes = (label: string, value: number): Attribute => ({
    label,
    text: formatBytes(value),
    note: trans.__('%1 bytes', exact(value))
  });
  return [
    { label: trans.__('parameters'), text: exact(params.trainable), note: trans.__('trainable') },
    {
      label: trans.__('with statistics'),
      text: exact(params.withStatistics),
      note: trans.__('moving means and variances')
    },
    { label: trans.__('as Keras counts'), text: exact(params.keras) },
    { label: trans.__('MACs'), text: exact(macs.total) },
    part(trans.__('in convolutions'), macs.conv),
    part(trans.__('in depthwise'), macs.depthwise),
    part(trans.__('in squeeze-excite'), macs.squeezeExcite),
    part(trans.__('in the classifier'), macs.dense),
    {
      label: trans.__('element operations'),
      text: exact(elements.total),
      note: trans.__('not part of MACs')
    },
    bytes(trans.__('weights'), memory.weights),
    bytes(trans.__('inference peak'), memory.inferencePeak),
    bytes(trans.__('training peak'), memory.trainingPeak)
  ];
}

/** The MACs of a layer as a product in numbers; null for layers that have none. */
export function macsFormula(
  { kind, kernelSize, inputFilters, outputFilters, outputSize }: LayerCost,
  spatialDimensions: 1 | 2
): string | null {
  const power = (value: number): string[] =>
    value === 1 ? [] : [spatialDimensions === 2 ? `${value}²` : `${value}`];
  switch (kind) {
    case 'conv':
      return [...power(outputSize), ...power(kernelSize), inputFilters, outputFilters].join(' · ');
    case 'depthwise':
      return [...power(outputSize), ...power(kernelSize), outputFilters].join(' · ');
    case 'squeezeExcite':
    case 'dense':
      return [inputFilters, outputFilters].join(' · ');
    default:
      return null;
  }
}

function shapes({ layers, spec }: CostReport, { from, to }: CostRow, trans: TranslationBundle): Attribute[] {
  const first = layers[from];
  const last = layers[to - 1];
  const shape = (size: number, filters: number): string =>
    spec.spatialDimensions === 2 ? `${size} × ${size} × ${filters}` : `${size} × ${filters}`;
  return [
    { label: trans.__('in'), text: shape(first.inputSize, first.inputFilters) },
    { label: trans.__('out'), text: shape(last.outputSize, last.outputFilters) }
  ];
}

function kernelOf(
  { spec }: CostReport,
  { kind, kernelSize, stride }: LayerCost,
  trans: TranslationBundle
): Attribute[] {
  return kind === 'conv' || kind === 'depthwise'
    ? [
        {
          label: trans.__('kernel'),
          text: spec.spatialDimensions === 2 ? `${kernelSize} × ${kernelSize}` : `${kernelSize}`,
          note: trans.__('stride %1', stride)
        }
      ]
    : [];
}

function widthsOf(block: BlockCost, trans: TranslationBundle): Attribute[] {
  const { kernelSize, stride, expansionRatio, expandedFilters, squeezeExciteFilters } = block;
  return [
    { label: trans.__('kernel'), text: String(kernelSize), note: trans.__('stride %1', stride) },
    {
      label: trans.__('expansion'),
      text: setting(expansionRatio),
      note: trans.__('to %1 channels', expandedFilters)
    },
    {
      label: trans.__('squeeze-excite'),
      text: squeezeExciteFilters === 0 ? trans.__('none') : trans.__('%1 hidden', squeezeExciteFilters)
    }
  ];
}

function costs(
  { layers, params, macs, spec }: CostReport,
  row: CostRow,
  layer: LayerCost | null,
  trans: TranslationBundle
): Attribute[] {
  const statistics = layers.slice(row.from, row.to).reduce((sum, { statistics: n }) => sum + n, 0);
  const formula = layer && macsFormula(layer, spec.spatialDimensions);
  const share = (value: number, total: number): string => (value === 0 ? '' : percent(value / total, 2));
  return [
    {
      label: trans.__('parameters'),
      text: exact(row.params),
      note: share(row.params, params.trainable)
    },
    { label: trans.__('statistics'), text: exact(statistics) },
    {
      label: trans.__('MACs'),
      text: exact(row.macs),
      note: [formula ? `= ${formula}` : '', share(row.macs, macs.total)].filter(Boolean).join(', ')
    },
    { label: trans.__('element operations'), text: exact(row.elementOps) },
    {
      label: trans.__('output bytes'),
      text: exact(row.activationBytes),
      note: formatBytes(row.activationBytes)
    },
    {
      label: trans.__('bytes moved'),
      text: exact(row.bytesMoved),
      note: formatBytes(row.bytesMoved)
    },
    { label: trans.__('MACs per byte'), text: significant(row.arithmeticIntensity) }
  ];
}

function reach(
  { layers, spec }: CostReport,
  { to, receptiveField }: CostRow,
  trans: TranslationBundle
): Attribute[] {
  const length = (value: number): string =>
    spec.spatialDimensions === 2 ? trans.__('%1 px', exact(value)) : exact(value);
  return [
    {
      label: trans.__('receptive field'),
      text: length(receptiveField),
      note: trans.__('%1 of the input’s side', percent(receptiveField / spec.resolution, 0))
    },
    {
      label: trans.__('jump'),
      text: length(layers[to - 1].jump),
      note: trans.__('between neighbours')
    }
  ];
}
