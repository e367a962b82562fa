import type { CostGroup, CostReport, LayerCost, StageCost } from '@efficientnet-lab/kernel-helpers/analysis';
import type { ModelTableColumn } from '@efficientnet-lab/kernel-helpers/views/model-table';

/** Outputs are 32-bit floats. */
const BYTES_PER_NUMBER = 4;

/** Costs that can be added up. */
export interface Sums {
  params: number;
  macs: number;
  elementOps: number;
  /** Of all outputs, one input, 32-bit floats. */
  activationBytes: number;
  bytesMoved: number;
}

/** A stage, a block or a layer with the values of all columns. */
export interface CostRow extends Sums, Record<Exclude<ModelTableColumn, 'name' | 'kind'>, number> {
  /** The same for the same place in every network: a stage's, block's or layer's name. */
  readonly key: string;
  readonly level: 1 | 2 | 3;
  readonly name: string;
  readonly kind: string;
  readonly parent: CostRow | null;
  readonly children: readonly CostRow[];
  /** Indices of its layers in the report: the first, and one past the last. */
  readonly from: number;
  readonly to: number;
}

/** A layer's row; it has no children. */
export const isLayer = (row: CostRow): boolean => row.children.length === 0;

/** Stages with their blocks with their layers; stem and head hold layers directly. */
export function stageRows(report: CostReport): CostRow[] {
  return report.stages.map((stage) => stageRow(report, stage));
}

/** All rows below these, each before its children. */
export function withDescendants(rows: readonly CostRow[]): CostRow[] {
  return rows.flatMap((row) => [row, ...withDescendants(row.children)]);
}

/** Layers below these rows, in the order of execution. */
export function layerRows(rows: readonly CostRow[]): CostRow[] {
  return withDescendants(rows).filter(isLayer);
}

export function sumsOf(rows: readonly Sums[]): Sums {
  const sums: Sums = { params: 0, macs: 0, elementOps: 0, activationBytes: 0, bytesMoved: 0 };
  for (const row of rows) {
    sums.params += row.params;
    sums.macs += row.macs;
    sums.elementOps += row.elementOps;
    sums.activationBytes += row.activationBytes;
    sums.bytesMoved += row.bytesMoved;
  }
  return sums;
}

function stageRow(report: CostReport, stage: StageCost): CostRow {
  const kernel =
    report.spec.spatialDimensions === 2 ? `${stage.kernelSize}×${stage.kernelSize}` : `${stage.kernelSize}`;
  const row = groupRow(report, stage, {
    key: `stage ${stage.name}`,
    level: 1,
    name: stage.name,
    kind: `${stage.operator} ${kernel}`,
    parent: null
  });
  const blocks = report.blocks.filter(({ from, to }) => from >= stage.from && to <= stage.to);
  const children =
    blocks.length === 0
      ? layersOf(report, stage, row, 2)
      : blocks.map((block) => {
          const { name } = block;
          const kind = `${block.operator}${block.expansionRatio}`;
          const blockRow = groupRow(report, block, { key: name, level: 2, name, kind, parent: row });
          return Object.assign(blockRow, { children: layersOf(report, block, blockRow, 3) });
        });
  return Object.assign(row, { children });
}

type Place = Pick<CostRow, 'key' | 'level' | 'name' | 'kind' | 'parent'>;

function groupRow({ layers }: CostReport, group: CostGroup, place: Place): CostRow {
  const { from, to, outputSize, outputFilters, params, macs, elementOps, bytesMoved, receptiveField } = group;
  const outputs = layers.slice(from, to).reduce((sum, layer) => sum + layer.outputElements, 0);
  return {
    ...place,
    order: from,
    outputSize,
    outputFilters,
    params,
    macs,
    elementOps,
    activationBytes: BYTES_PER_NUMBER * outputs,
    bytesMoved,
    arithmeticIntensity: macs / bytesMoved,
    receptiveField,
    children: [],
    from,
    to
  };
}

function layersOf(report: CostReport, group: CostGroup, parent: CostRow, level: 2 | 3): CostRow[] {
  return report.layers
    .slice(group.from, group.to)
    .map((layer, i) => layerRow(layer, group.from + i, parent, level));
}

function layerRow(layer: LayerCost, order: number, parent: CostRow, level: 2 | 3): CostRow {
  const { name, kind, outputSize, outputFilters, params, macs, elementOps, bytesMoved } = layer;
  return {
    key: name,
    level,
    name,
    kind,
    parent,
    order,
    outputSize,
    outputFilters,
    params,
    macs,
    elementOps,
    activationBytes: BYTES_PER_NUMBER * layer.outputElements,
    bytesMoved,
    arithmeticIntensity: layer.arithmeticIntensity,
    receptiveField: layer.receptiveField,
    children: [],
    from: order,
    to: order + 1
  };
}
