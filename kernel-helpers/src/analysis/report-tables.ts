import type { ClosedForm, CostTerm } from './closed-form';
import { COLUMN_MEANINGS, type ColumnMeaning } from './column-meanings';
import type { ToolCount, ToolTerm } from './reconcile';
import {
  type BlockCost,
  type CostGroup,
  type CostReport,
  type LayerCost,
  requireReport,
  type StageCost
} from './report';
import type { Statement } from './statement';
import { ROW_MEANINGS, type RowMeaning } from './row-meanings';
import { type ColumnOf, csvOf, markdownOf, type Table, type TableColumn, tableOf } from './table';
import { requireArray, requireOneOf } from './validate';

/** Name and version of what {@link reportJson} writes; the version rises when a field changes its meaning. */
export const REPORT_FORMAT = { format: 'efficientnet-lab/cost-report', version: 1 } as const;

/** The parts of a report that are tables, from coarse to fine. */
export interface ReportTables {
  totals: Table;
  stages: Table;
  blocks: Table;
  layers: Table;
}
export type ReportPart = keyof ReportTables;

/** A column whose key is the field that it shows. */
function field<Key extends string>(
  kind: TableColumn['kind'],
  key: Key,
  name: string,
  meaning: ColumnMeaning,
  unit?: string
): ColumnOf<Readonly<Record<Key, string | number | boolean | null>>> {
  return {
    key,
    name,
    ...(unit === undefined ? {} : { unit }),
    kind,
    meaning: COLUMN_MEANINGS[meaning],
    value: (row) => row[key]
  };
}
const text = <Key extends string>(key: Key, name: string, meaning: ColumnMeaning) =>
  field('text', key, name, meaning);
const integer = <Key extends string>(key: Key, name: string, meaning: ColumnMeaning, unit?: string) =>
  field('integer', key, name, meaning, unit);

const SHAPE_COLUMNS: readonly ColumnOf<CostGroup | LayerCost>[] = [
  integer('inputSize', 'size in', 'inputSize', 'px'),
  integer('outputSize', 'size out', 'outputSize', 'px'),
  integer('inputFilters', 'channels in', 'inputFilters'),
  integer('outputFilters', 'channels out', 'outputFilters')
];
const FIELD_COLUMNS: readonly ColumnOf<CostGroup | LayerCost>[] = [
  integer('receptiveField', 'receptive field', 'receptiveField', 'px'),
  integer('jump', 'jump', 'jump', 'px')
];
const GROUP_COLUMNS: readonly ColumnOf<CostGroup>[] = [
  ...SHAPE_COLUMNS,
  integer('params', 'parameters', 'params'),
  integer('macs', 'MACs', 'macs'),
  integer('elementOps', 'element operations', 'elementOps'),
  integer('bytesMoved', 'moved', 'bytesMoved', 'bytes'),
  ...FIELD_COLUMNS
];

const STAGE_COLUMNS: readonly ColumnOf<StageCost>[] = [
  text('name', 'stage', 'stage'),
  text('operator', 'operator', 'operator'),
  integer('kernelSize', 'kernel', 'kernelSize'),
  integer('repeats', 'layers', 'repeats'),
  ...GROUP_COLUMNS
];

const BLOCK_COLUMNS: readonly ColumnOf<BlockCost>[] = [
  text('name', 'block', 'block'),
  integer('stage', 'stage', 'stage'),
  text('operator', 'operator', 'operator'),
  integer('kernelSize', 'kernel', 'kernelSize'),
  integer('stride', 'stride', 'stride'),
  // A ratio of one's own may be fractional.
  field('number', 'expansionRatio', 'expansion', 'expansionRatio'),
  integer('expandedFilters', 'expanded channels', 'expandedFilters'),
  integer('squeezeExciteFilters', 'squeeze channels', 'squeezeExciteFilters'),
  ...GROUP_COLUMNS
];

const layerColumns = (layers: readonly LayerCost[]): ColumnOf<LayerCost>[] => [
  { key: 'order', name: '#', kind: 'integer', meaning: COLUMN_MEANINGS.order, value: (_, i) => i },
  text('name', 'layer', 'layer'),
  text('kind', 'kind', 'layerKind'),
  text('stage', 'stage', 'stage'),
  text('block', 'block', 'block'),
  integer('kernelSize', 'kernel', 'kernelSize'),
  integer('stride', 'stride', 'stride'),
  ...SHAPE_COLUMNS,
  integer('params', 'parameters', 'params'),
  integer('statistics', 'moving statistics', 'statistics'),
  integer('macs', 'MACs', 'macs'),
  integer('elementOps', 'element operations', 'elementOps'),
  integer('outputElements', 'output elements', 'outputElements'),
  integer('bytesMoved', 'moved', 'bytesMoved', 'bytes'),
  field('number', 'arithmeticIntensity', 'intensity', 'arithmeticIntensity', 'MACs/byte'),
  ...FIELD_COLUMNS,
  {
    key: 'inputs',
    name: 'inputs',
    kind: 'text',
    meaning: COLUMN_MEANINGS.inputs,
    value: ({ inputs }) => inputs.map((i) => (i < 0 ? 'image' : layers[i].name)).join(' ')
  }
];

/** Where a total stands in the report; `flops` follows from them. */
type TotalName = RowMeaning extends infer Name
  ? Name extends `total.${infer Quantity}`
    ? Quantity
    : never
  : never;

/** One number of the whole network. */
interface Total {
  quantity: TotalName;
  meaning: string;
  value: number;
  unit: string;
}
const TOTAL_COLUMNS: readonly ColumnOf<Total>[] = [
  text('quantity', 'field', 'quantity'),
  text('meaning', 'quantity', 'quantityMeaning'),
  integer('value', 'value', 'quantityValue'),
  text('unit', 'unit', 'quantityUnit')
];

function totalsOf(report: CostReport): Total[] {
  const { params, macs, elements, memory, spec } = report;
  const row = (quantity: TotalName, meaning: string, value: number, unit: string): Total => ({
    quantity,
    meaning,
    value,
    unit
  });
  return [
    row(
      'params.trainable',
      'trainable parameters (PyTorch, timm, the paper)',
      params.trainable,
      'parameters'
    ),
    row('params.withStatistics', 'with moving statistics', params.withStatistics, 'parameters'),
    row('params.keras', 'as Keras counts, with its Normalization layer', params.keras, 'parameters'),
    row('macs.total', 'multiply-accumulates', macs.total, 'MACs'),
    row('macs.conv', 'in convolutions', macs.conv, 'MACs'),
    row('macs.depthwise', 'in depthwise convolutions', macs.depthwise, 'MACs'),
    row('macs.squeezeExcite', 'in squeeze-and-excitation', macs.squeezeExcite, 'MACs'),
    row('macs.dense', 'in the classifier', macs.dense, 'MACs'),
    row('flops', '2 · multiply-accumulates', 2 * macs.total, 'FLOPs'),
    row('elements.total', 'worked on one by one', elements.total, 'elements'),
    row('elements.normalization', 'normalised', elements.normalization, 'elements'),
    row('elements.activation', 'activated', elements.activation, 'elements'),
    row('elements.pool', 'averaged', elements.pool, 'elements'),
    row('elements.multiply', 'multiplied by gates', elements.multiply, 'elements'),
    row('elements.add', 'added to shortcuts', elements.add, 'elements'),
    row(
      'elements.squeezeExcite',
      'biased and activated in squeeze-and-excitation',
      elements.squeezeExcite,
      'elements'
    ),
    row('elements.dense', 'biased in the classifier', elements.dense, 'elements'),
    row('memory.weights', 'weights', memory.weights, 'bytes'),
    row('memory.outputs', 'outputs of all layers', memory.outputs, 'bytes'),
    row('memory.inferencePeak', 'alive at once in inference', memory.inferencePeak, 'bytes'),
    row('memory.savedActivations', 'kept for the backward pass', memory.savedActivations, 'bytes'),
    row('memory.trainingPeak', 'alive at once in training', memory.trainingPeak, 'bytes'),
    row('bytesMoved', 'moved without a cache', report.bytesMoved, 'bytes'),
    row('receptiveField', 'receptive field', report.receptiveField, 'px'),
    row('depth', 'blocks', report.depth, 'blocks'),
    row('spec.resolution', 'side of the image', spec.resolution, 'px')
  ];
}

/** A report as four tables, every count exact. Costs are for one image in 32-bit floats. */
export function reportTables(report: CostReport): ReportTables {
  requireReport(report);
  const { spec, stages, blocks, layers } = report;
  const title = (part: string): string => `${spec.name} at ${spec.resolution} px: ${part}`;
  return {
    totals: tableOf(
      title('costs'),
      TOTAL_COLUMNS,
      totalsOf(report),
      ({ quantity }) => ROW_MEANINGS[`total.${quantity}`]
    ),
    stages: tableOf(title('stages'), STAGE_COLUMNS, stages),
    blocks: tableOf(title('blocks'), BLOCK_COLUMNS, blocks),
    layers: tableOf(title('layers'), layerColumns(layers), layers)
  };
}

/** What {@link reportJson} writes: format and version, then the report. */
export type ReportDocument = typeof REPORT_FORMAT & CostReport;

/**
 * A report as JSON with its format and version: the specification, parameters under all three conventions, MACs,
 * elements, memory, receptive field, notes, and each stage, block and layer. Numbers are exact; the fields are those of
 * {@link CostReport}.
 */
export function reportJson(report: CostReport): string {
  requireReport(report);
  const { spec, params, macs, elements, memory, bytesMoved, receptiveField, depth } = report;
  const { notes, stages, blocks, layers } = report;
  const document: ReportDocument = {
    ...REPORT_FORMAT,
    spec,
    params,
    macs,
    elements,
    memory,
    bytesMoved,
    receptiveField,
    depth,
    notes,
    stages,
    blocks,
    layers
  };
  return JSON.stringify(document, null, 2);
}

const PARTS: readonly ReportPart[] = ['totals', 'stages', 'blocks', 'layers'];

/**
 * One part of a report as comma-separated values.
 * @throws SpecError for an unknown part.
 */
export function reportCsv(report: CostReport, part: ReportPart = 'layers'): string {
  return csvOf(reportTables(report)[requireOneOf('part', part, PARTS)]);
}

/**
 * Parts of a report as Markdown tables, then its notes; layers, of which there are hundreds, only when asked for.
 * @throws SpecError for an unknown part.
 */
export function reportMarkdown(
  report: CostReport,
  parts: readonly ReportPart[] = ['totals', 'stages', 'blocks']
): string {
  const tables = reportTables(report);
  requireArray('parts', parts, `Give some of ${PARTS.join(', ')} as a list.`);
  const written = parts.map((part) => markdownOf(tables[requireOneOf('parts', part, PARTS)]));
  const notes = report.notes.map(({ text }) => `- ${text}\n`).join('');
  return [...written, ...(notes === '' ? [] : [notes])].join('\n');
}

/** Counts of all tools, one row each. */
export function toolCountTable(counts: readonly ToolCount[]): Table {
  return tableOf<ToolCount>(
    'Why tools disagree',
    [
      text('tool', 'tool', 'tool'),
      text('counts', 'counts', 'toolCounts'),
      integer('total', 'total', 'toolTotal'),
      integer('difference', 'difference', 'toolDifference', 'MACs'),
      field('number', 'percent', 'difference', 'toolRelative', '%'),
      {
        key: 'printed',
        name: 'printed or run',
        kind: 'text',
        meaning: COLUMN_MEANINGS.toolFigure,
        value: ({ figure }) => figure?.printed ?? null
      },
      field('boolean', 'agrees', 'agrees', 'toolAgrees'),
      text('why', 'why', 'toolWhy'),
      {
        key: 'source',
        name: 'source',
        kind: 'text',
        meaning: COLUMN_MEANINGS.recordSource,
        value: ({ figure }) => figure?.source ?? null
      },
      {
        key: 'date',
        name: 'read or run',
        kind: 'text',
        meaning: COLUMN_MEANINGS.recordDate,
        value: ({ figure }) => figure?.date ?? null
      }
    ],
    counts
  );
}

/** Every term of every tool, whether it is counted or not. */
export function toolTermTable(counts: readonly ToolCount[]): Table {
  return tableOf<ToolTerm & { tool: string }>(
    'Terms of each tool’s count',
    [
      text('tool', 'tool', 'tool'),
      text('id', 'term', 'toolTerm'),
      text('name', 'meaning', 'toolTerm'),
      integer('count', 'count', 'toolTermCount'),
      integer('factor', 'operations each', 'toolTermFactor'),
      integer('value', 'value', 'toolTermValue'),
      field('boolean', 'included', 'counted', 'toolTermIncluded'),
      text('operator', 'tool’s operator', 'toolTermOperator')
    ],
    counts.flatMap(({ tool, terms }) => terms.map((term) => ({ tool, ...term }))),
    ({ id }) => ROW_MEANINGS[`tool.${id}`]
  );
}

/** The summands of a closed form with their formulas. */
export function closedFormTable(title: string, { terms }: Pick<ClosedForm, 'terms'>): Table {
  return tableOf<CostTerm>(
    title,
    [
      text('name', 'term', 'term'),
      text('formula', 'formula of MACs', 'termFormula'),
      text('filled', 'in numbers', 'termFilled'),
      integer('macs', 'MACs', 'macs'),
      text('paramsFormula', 'formula of parameters', 'paramsFormula'),
      text('paramsFilled', 'in numbers', 'termFilled'),
      integer('params', 'parameters', 'params')
    ],
    terms,
    ({ name }) => ROW_MEANINGS[`term.${name}`]
  );
}

/** Statements with what they claim, what comes out, their status and the rule that gives it. */
export function statementTable(statements: readonly Statement[]): Table {
  return tableOf<Statement>(
    'What textbooks say and what comes out',
    [
      text('id', 'id', 'statement'),
      text('section', 'section', 'statement'),
      text('claim', 'statement', 'statement'),
      text('status', 'status', 'statementStatus'),
      text('quantity', 'quantity', 'quantityMeaning'),
      field('number', 'claimed', 'claimed', 'claimed'),
      field('number', 'computed', 'computed', 'computed'),
      field('number', 'error', 'relative error', 'relativeError'),
      {
        key: 'low',
        name: 'at least',
        kind: 'number',
        meaning: COLUMN_MEANINGS.uncertainty,
        value: ({ uncertainty }) => uncertainty?.low ?? null
      },
      {
        key: 'high',
        name: 'at most',
        kind: 'number',
        meaning: COLUMN_MEANINGS.uncertainty,
        value: ({ uncertainty }) => uncertainty?.high ?? null
      },
      text('decision', 'decided by', 'decision'),
      text('why', 'why', 'decision')
    ],
    statements
  );
}
