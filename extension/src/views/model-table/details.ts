import {
  type BlockCost,
  columnMeaning,
  type CostReport,
  type LayerCost,
  rowMeaning
} from '@efficientnet-lab/kernel-helpers/analysis';
import type { TranslationBundle } from '@jupyterlab/translation';
import { exact, percent, setting, significant } from '@efficientnet-lab/kernel-helpers/wording';
import { type CostRow, isLayer } from './rows';
import { formatBytes } from './wording';

/** One attribute: what it is, its value, and what stands behind the value. */
export interface Attribute {
  label: string;
  /** How it is computed, on hover. */
  why: string;
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
  const part = (label: string, why: string, value: number): Attribute => ({
    label,
    why,
    text: exact(value),
    note: percent(value / macs.total)
  });
  const bytes = (label: string, why: string, value: number): Attribute => ({
    label,
    why,
    text: formatBytes(value),
    note: trans.__('%1 bytes', exact(value))
  });
  return [
    {
      label: trans.__('parameters'),
      why: rowMeaning('total.params.trainable', trans),
      text: exact(params.trainable),
      note: trans.__('trainable')
    },
    {
      label: trans.__('with statistics'),
      why: rowMeaning('total.params.withStatistics', trans),
      text: exact(params.withStatistics),
      note: trans.__('moving means and variances')
    },
    {
      label: trans.__('as Keras counts'),
      why: rowMeaning('total.params.keras', trans),
      text: exact(params.keras)
    },
    { label: trans.__('MACs'), why: rowMeaning('total.macs.total', trans), text: exact(macs.total) },
    part(trans.__('in convolutions'), rowMeaning('total.macs.conv', trans), macs.conv),
    part(trans.__('in depthwise'), rowMeaning('total.macs.depthwise', trans), macs.depthwise),
    part(trans.__('in squeeze-excite'), rowMeaning('total.macs.squeezeExcite', trans), macs.squeezeExcite),
    part(trans.__('in the classifier'), rowMeaning('total.macs.dense', trans), macs.dense),
    {
      label: trans.__('element operations'),
      why: columnMeaning('elementOps', trans),
      text: exact(elements.total),
      note: trans.__('not part of MACs')
    },
    bytes(trans.__('weights'), rowMeaning('total.memory.weights', trans), memory.weights),
    bytes(trans.__('inference peak'), rowMeaning('total.memory.inferencePeak', trans), memory.inferencePeak),
    bytes(trans.__('training peak'), rowMeaning('total.memory.trainingPeak', trans), memory.trainingPeak)
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
    {
      label: trans.__('in'),
      why: rowMeaning('shapeIn', trans),
      text: shape(first.inputSize, first.inputFilters)
    },
    {
      label: trans.__('out'),
      why: rowMeaning('shapeOut', trans),
      text: shape(last.outputSize, last.outputFilters)
    }
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
          why: columnMeaning('kernelSize', trans),
          text: spec.spatialDimensions === 2 ? `${kernelSize} × ${kernelSize}` : `${kernelSize}`,
          note: trans.__('stride %1', stride)
        }
      ]
    : [];
}

function widthsOf(block: BlockCost, trans: TranslationBundle): Attribute[] {
  const { kernelSize, stride, expansionRatio, expandedFilters, squeezeExciteFilters } = block;
  return [
    {
      label: trans.__('kernel'),
      why: columnMeaning('kernelSize', trans),
      text: String(kernelSize),
      note: trans.__('stride %1', stride)
    },
    {
      label: trans.__('expansion'),
      why: columnMeaning('expansionRatio', trans),
      text: setting(expansionRatio),
      note: trans.__('to %1 channels', expandedFilters)
    },
    {
      label: trans.__('squeeze-excite'),
      why: columnMeaning('squeezeExciteFilters', trans),
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
      why: columnMeaning('params', trans),
      text: exact(row.params),
      note: share(row.params, params.trainable)
    },
    { label: trans.__('statistics'), why: columnMeaning('statistics', trans), text: exact(statistics) },
    {
      label: trans.__('MACs'),
      why: columnMeaning('macs', trans),
      text: exact(row.macs),
      note: [formula ? `= ${formula}` : '', share(row.macs, macs.total)].filter(Boolean).join(', ')
    },
    {
      label: trans.__('element operations'),
      why: columnMeaning('elementOps', trans),
      text: exact(row.elementOps)
    },
    {
      label: trans.__('output bytes'),
      why: rowMeaning('outputBytes', trans),
      text: exact(row.activationBytes),
      note: formatBytes(row.activationBytes)
    },
    {
      label: trans.__('bytes moved'),
      why: columnMeaning('bytesMoved', trans),
      text: exact(row.bytesMoved),
      note: formatBytes(row.bytesMoved)
    },
    {
      label: trans.__('MACs per byte'),
      why: columnMeaning('arithmeticIntensity', trans),
      text: significant(row.arithmeticIntensity)
    }
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
      why: columnMeaning('receptiveField', trans),
      text: length(receptiveField),
      note: trans.__('%1 of the input’s side', percent(receptiveField / spec.resolution, 0))
    },
    {
      label: trans.__('jump'),
      why: columnMeaning('jump', trans),
      text: length(layers[to - 1].jump),
      note: trans.__('between neighbours')
    }
  ];
}
