import { EnetError } from '../analysis/errors';
import type { LayersModel } from '@tensorflow/tfjs';
import {
  type ArchitectureSpec,
  type ClosedForm,
  closedFormTable,
  type CostReport,
  type GateDocument,
  type GateMatrix,
  type GateValues,
  type RecordSet,
  type SearchResult,
  searchTable,
  SpecError,
  type Statement,
  statementTable,
  summarize,
  type Table,
  type ToolCount,
  toolCountTable
} from '../analysis';
import { type DocumentOf, type LabDocument, validateDocument } from '../contract';
import { type DeviceReport, deviceTable } from '../device';
import type { Evaluation, LatencyReport, ModelComparison } from '../evaluation';
import { containedDescriptions, modelDescription } from '../model';
import { blockCell, type BlockStart } from '../views/block-explorer/cell';
import { evaluationCell, evaluationStateCell } from '../views/evaluation/cell';
import { frontCell, type FrontStart, hasFront } from '../views/front/cell';
import { galleryCell } from '../views/gallery/cell';
import { gatesCell, type GatesStart, holdsGates } from '../views/gates/cell';
import { modelComparisonCell, modelComparisonStateCell } from '../views/model-comparison/cell';
import { modelTableCell, type ModelTableOptions } from '../views/model-table/cell';
import { normalizationNoiseCell, type NormalizationNoiseStart } from '../views/normalization-noise/cell';
import { type ExplorerStart, stateOfSpec } from '../views/scaling-explorer';
import { scalingExplorerCell } from '../views/scaling-explorer/cell';
import { searchCell, type SearchExplorerStart, startOf } from '../views/search-explorer/cell';
import { requireFields } from '../views/start';
import { stoppingPointCell, type StoppingPointStart } from '../views/stopping-point/cell';
import { sweepCell } from '../views/sweep-dashboard/cell';
import { toolsCell } from '../views/tool-comparison/cell';
import { trainingCell } from '../views/training-monitor/cell';
import { exact, named } from '../wording/format';
import type { MimeBundle } from './bridge';
import { type BundleParts, DocumentError, mimeBundle } from './bundle';
import { containedSentence, imageText } from './image-text';
import { latencyTable } from './latency';
import { display } from './output';
import { recordTable } from './record-table';
import { tableBundle } from './table';

/** What `show` can show. */
export type Showable =
  | ArchitectureSpec
  | LayersModel
  | CostReport
  | Evaluation
  | ModelComparison
  | LatencyReport
  | DeviceReport
  | Table
  | ClosedForm
  | readonly Statement[]
  | readonly ToolCount[]
  | RecordSet
  | SearchResult
  | GateMatrix
  | GateDocument
  | GateValues
  | LabDocument;

/** A value that no view, picture or text is made for. */
export class ShowError extends EnetError<string> {
  override readonly name = 'ShowError';

  constructor(
    /** The function that was called. */
    readonly call: string,
    got: string,
    expected: string,
    remedy: string
  ) {
    super({ place: call, got, expected, remedy });
  }
}

/**
 * Shows a result under the running cell: a live view in JupyterLab, a picture on GitHub and in exports,
 * text elsewhere. Outside a kernel the text is printed.
 * @throws ShowError for a value of another kind, DocumentError for a broken document.
 *
 * @example
 * ```ts
 * enet.show(enet.variant('b0')); // all layers
 * enet.show(enet.costs.standardConvolution({ size: 56, inputFilters: 24, outputFilters: 40, kernelSize: 3, stride: 1 }));
 * ```
 */
export function show(value: Showable): void {
  display(bundleOf(value, new Date()));
}

/**
 * The compound-scaling explorer, standing at a network: `{ phi: 1 }`, `{ variant: 'b3' }`,
 * `{ depth, width, resolution }`, or a specification that one of these gives.
 * @throws SpecError when the start describes no network, or a network that the explorer's controls can't reach.
 *
 * @example
 * ```ts
 * enet.showScalingExplorer({ phi: 1 });
 * ```
 */
export function showScalingExplorer(start: ExplorerStart | ArchitectureSpec = {}): void {
  const state = isSpec(start) ? reachable(start) : start;
  display(mimeBundle(scalingExplorerCell(state, new Date())));
}

/**
 * The block explorer: a standard convolution, a depthwise separable one and an MBConv block in one place, which is
 * block 2b of B0 unless fields say otherwise.
 * @throws SpecError for an unknown field or a place that can't be.
 *
 * @example
 * ```ts
 * enet.showBlockExplorer({ size: 14, inputFilters: 80, outputFilters: 80, expansionRatio: 6 });
 * ```
 */
export function showBlockExplorer(start: BlockStart = {}): void {
  display(mimeBundle(blockCell(start, new Date())));
}

/**
 * All layers of a network with their costs.
 * @throws SpecError for an impossible specification or an unknown column.
 *
 * @example
 * ```ts
 * enet.showModelTable(enet.variant('b0'), { search: 'block2' });
 * ```
 */
export function showModelTable(
  network: ArchitectureSpec | CostReport,
  options: ModelTableOptions = {}
): void {
  requireFields('modelTable', options, ['sort', 'search']);
  display(mimeBundle(modelTableCell(reportOf(network), options, new Date())));
}

/**
 * Why tools count differently for one network, term by term.
 * @throws SpecError for an impossible specification.
 *
 * @example
 * ```ts
 * enet.showToolComparison(enet.variant('b0'));
 * ```
 */
export function showToolComparison(network: ArchitectureSpec | CostReport): void {
  display(mimeBundle(toolsCell(reportOf(network), new Date())));
}

/**
 * The search for scaling coefficients: which triplets keep the constraint, and which of them a model of accuracy would
 * choose; `{ growth: 4 }`, `{ constraint: 'built' }`, a surrogate of your own.
 * @throws SpecError for an unknown field, or a search that can't be.
 *
 * @example
 * ```ts
 * enet.showSearchExplorer({ constraint: 'built' });
 * ```
 */
export function showSearchExplorer(start: SearchExplorerStart = {}): void {
  display(mimeBundle(searchCell(start, new Date())));
}

/**
 * Accuracy against cost, and who is on the front: published sets (`{ source: 'timm-cpu' }`) or records of your own.
 * @throws SpecError for an unknown field, set, measure or family, or records that break their format.
 *
 * @example
 * ```ts
 * enet.showFront({ source: 'timm-cpu', cost: 'macs' });
 * ```
 */
export function showFront(start: FrontStart = {}): void {
  display(mimeBundle(frontCell(start, new Date())));
}

/**
 * Gates of squeeze-and-excitation by channel and input, and what a threshold would prune:
 * `{ gates: await gateValues(model, images, 'block2b') }`, rows of your own, or a file's.
 * @throws SpecError for an unknown field, gates that are no matrix, or more of them than a notebook keeps.
 *
 * @example
 * ```ts
 * enet.showGates({ gates: [[0.1, 0.9, 0.5], [0.2, 0.8, 0.5]], threshold: 0.3 });
 * ```
 */
export function showGates(start: GatesStart = {}): void {
  display(mimeBundle(gatesCell(start, new Date())));
}

/**
 * Where a family stops paying: accuracy over φ, the saturating curve, and φ* by a rule. Published sets
 * (`{ source: 'paper-v1' }`), records of your own, or a model. The number alone is `enet.stopping.stoppingPoint`.
 * @throws SpecError for an unknown field, set or measure, or a rule out of bounds.
 *
 * @example
 * ```ts
 * enet.showStoppingPoint({ rule: { kind: 'relative', share: 0.1 } });
 * ```
 */
export function showStoppingPoint(start: StoppingPointStart = {}): void {
  display(mimeBundle(stoppingPointCell(start, new Date())));
}

/**
 * Noise of batch normalisation's statistics, in theory and simulated, beside group normalisation, and beside what
 * `enet.noise.measureNormalizationNoise` found in a network (`{ measured, layer: 'block2a_bn' }`).
 * @throws SpecError for an unknown field, a place that can't be, or a layer that was not measured.
 *
 * @example
 * ```ts
 * enet.showNormalizationNoise({ batchSize: 2, side: 14, channels: 112, groups: 14, correlation: 0.05 });
 * ```
 */
export function showNormalizationNoise(start: NormalizationNoiseStart = {}): void {
  display(mimeBundle(normalizationNoiseCell(start, new Date())));
}

/** The bundle that `show` sends. */
export function bundleOf(value: unknown, today: Date): MimeBundle {
  const table = asTable(value);
  return table ? tableBundle(table) : mimeBundle(partsOf(value, today));
}

/** A function that tells whether a value is an object with all these fields. */
function fieldsOf(value: unknown): (...names: string[]) => boolean {
  const fields = new Set(typeof value === 'object' && value !== null ? Object.keys(value) : []);
  return (...names) => names.every((name) => fields.has(name));
}

/** Results that are read as tables; null for others. */
function asTable(value: unknown): Table | null {
  const has = fieldsOf(value);
  if (has('title', 'columns', 'rows')) {
    return value as Table;
  }
  if (has('latencies', 'machine')) {
    return latencyTable(value as LatencyReport);
  }
  if (has('deviceReport', 'checks')) {
    return deviceTable(value as DeviceReport);
  }
  if (has('terms', 'macs', 'outputSize')) {
    const form = value as ClosedForm;
    return closedFormTable(`${exact(form.macs)} MACs, ${exact(form.params)} parameters`, form);
  }
  if (isRecordSet(value) && !hasFront(value)) {
    return recordTable(value);
  }
  if (isSearchResult(value) && startOf(value) === null) {
    return searchTable(value);
  }
  if (!Array.isArray(value)) {
    return null;
  }
  const hasFirst = fieldsOf(value[0]);
  if (hasFirst('claim', 'status', 'computed')) {
    return statementTable(value as Statement[]);
  }
  return hasFirst('tool', 'terms', 'total') ? toolCountTable(value as ToolCount[]) : null;
}

function partsOf(value: unknown, today: Date): BundleParts {
  const has = fieldsOf(value);
  if (has('view', 'version')) {
    return documentParts(value, today);
  }
  if (isModel(value)) {
    return modelParts(value, today);
  }
  if (has('confusion', 'top1', 'mistakes')) {
    return evaluationCell(value as Evaluation, today);
  }
  if (has('answers', 'classCount', 'first', 'second')) {
    return modelComparisonCell(value as ModelComparison);
  }
  if (isRecordSet(value)) {
    return frontCell({ source: value }, today);
  }
  if (holdsGates(has)) {
    return gatesCell({ gates: value as GatesStart['gates'] }, today);
  }
  const search = isSearchResult(value) ? startOf(value) : null;
  if (search !== null) {
    return searchCell(search, today);
  }
  if (typeof value === 'object' && value !== null && (isReport(value) || isSpec(value))) {
    return modelTableCell(reportOf(value), {}, today);
  }
  throw new ShowError(
    'show',
    named(value),
    'a specification, a network, a cost report, an evaluation, a comparison, a table or a document',
    'Make one with variant(), summarize() or evaluate(), or print the value with console.log().'
  );
}

function documentParts(value: unknown, today: Date): BundleParts {
  const checked = validateDocument(value);
  if (!checked.ok) {
    throw new DocumentError(checked.error);
  }
  return cellOf(checked.document, today);
}

/** What a cell shows of each view's document. */
const CELLS: { [View in LabDocument['view']]: (document: DocumentOf<View>, today: Date) => BundleParts } = {
  'scaling-explorer': ({ data }, today) => scalingExplorerCell(data, today),
  'training-monitor': trainingCell,
  'block-explorer': ({ data }, today) => blockCell(data, today),
  'model-table': ({ data }, today) => modelTableCell(summarize(data.spec), data, today),
  'tool-comparison': ({ data }, today) => toolsCell(summarize(data.spec), today),
  'model-comparison': ({ data }) => modelComparisonStateCell(data),
  'search-explorer': ({ data }, today) => searchCell(data, today),
  front: ({ data }, today) => frontCell(data, today),
  'stopping-point': ({ data }, today) => stoppingPointCell(data, today),
  'normalization-noise': ({ data }, today) => normalizationNoiseCell(data, today),
  gates: ({ data }, today) => gatesCell(data, today),
  evaluation: ({ data }) => evaluationStateCell(data),
  'sweep-dashboard': ({ data }) => sweepCell(data),
  gallery: ({ data }) => galleryCell(data)
};

function cellOf<View extends LabDocument['view']>(document: DocumentOf<View>, today: Date): BundleParts {
  return CELLS[document.view](document, today);
}

function isModel(value: unknown): value is LayersModel {
  return typeof value === 'object' && value !== null && 'getUserDefinedMetadata' in value;
}

/** A network as its specification is shown, or that of ours that it contains, and what becomes of images. */
function modelParts(model: LayersModel, today: Date): BundleParts {
  const [description] = containedDescriptions(model);
  if (!description) {
    throw new ShowError(
      'show',
      'a model without specification',
      'one of buildEfficientNet(), or with such a network in it',
      'Print it with model.summary().'
    );
  }
  const report = summarize(description.spec);
  const { text, ...parts } = modelTableCell(report, {}, today);
  const images = imageText(description).join('\n');
  return modelDescription(model)
    ? { ...parts, text: `${text}\n${images}` }
    : // The table of what it contains is no table of the model.
      { svg: parts.svg, text: `${containedSentence(model, description)}\n${text}\n${images}` };
}

function isRecordSet(value: unknown): value is RecordSet {
  return fieldsOf(value)('title', 'measures', 'records');
}

function isSearchResult(value: unknown): value is SearchResult {
  return fieldsOf(value)('request', 'feasible', 'within');
}

function isSpec(value: object): value is ArchitectureSpec {
  return fieldsOf(value)('stem', 'stages', 'head');
}

function isReport(value: object): value is CostReport {
  return fieldsOf(value)('spec', 'macs', 'stages');
}

/** @throws SpecError for anything but a report or a specification that can be built. */
function reportOf(network: ArchitectureSpec | CostReport): CostReport {
  return isReport(network) ? network : summarize(network);
}

function reachable(spec: ArchitectureSpec): ExplorerStart {
  const state = stateOfSpec(spec);
  if (!state) {
    throw new SpecError(
      'scalingExplorer',
      spec.name,
      'a published network, or one that compoundScale or scale makes from B0',
      'Show this network with showModelTable(spec).'
    );
  }
  return state;
}
