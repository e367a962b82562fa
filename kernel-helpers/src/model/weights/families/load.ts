import { stat } from 'node:fs/promises';
import type { LayersModel } from '@tensorflow/tfjs';
import { type ArchitectureSpec, type Padding, type Preprocessing, validateSpec } from '../../../analysis';
import { type OptionNames, requireOptions } from '../../../analysis/option-names';
import { buildEfficientNet, type BuildOptions } from '../../builder';
import { downloadWeights, isHubName } from '../../hub';
import {
  describeTraining,
  type ModelDescription,
  modelDescription,
  type NetworkOutput,
  trainingOf
} from '../../metadata';
import { preprocessingForChannels, samePreprocessing } from '../../preprocessing';
import { readWanted, type ReadOptions, type WeightFile } from '../formats';
import { newClassifier, setWeightsByName, variablesByName, WeightError } from '../weights';
import {
  channelsOf,
  classesOf,
  classifierLayers,
  type FamilyFile,
  familyOf,
  identify,
  isNamed
} from './identify';
import { configuredLayers } from './keras-config';
import { type ConfigurationOptions, configuredNetwork } from './keras-network';
import { headless, mapped, type MappedWeights, NEW_HEAD } from './mapping';
import { descriptionIn } from './own-description';
import { paddingOf, prescriptions } from './prescriptions';
import type { StemConversion } from './stem';
import { type Conventions, conventionsOf, type WeightFamily } from './publishers';

interface FileOptions extends ReadOptions {
  /**
   * What stands before the network's names, for example `student.`, where a file has several networks. Of a single one it
   * is found.
   */
  prefix?: string;
}

const FILE_OPTIONS: OptionNames<FileOptions> = { maxBytes: true, stateDict: true, prefix: true };

export interface LoadWeightsOptions extends FileOptions {
  /**
   * `load` (default): the file's classifier, which must fit. `keep`: the model's own stays as it is. `new`: the model's
   * own starts anew, from zeros.
   */
  classifier?: 'load' | 'keep' | 'new';
  /**
   * What to do where padding, ε or preprocessing of the model are not the weights' own, so that it would compute
   * something else than their publisher's: `refuse` (default) or `accept`.
   */
  conventions?: 'refuse' | 'accept';
}

const LOAD_WEIGHTS_OPTIONS: OptionNames<LoadWeightsOptions> = {
  ...FILE_OPTIONS,
  classifier: true,
  conventions: true
};

export interface LoadOptions extends FileOptions, Pick<BuildOptions, 'classifierActivation' | 'output'> {
  /** Whether timm's weights are of a `tf_` network (`same`) or not (`symmetric`); their tensors don't tell. */
  padding?: Padding;
  /** Replaces what the weights' publisher prescribes. */
  preprocessing?: Preprocessing;
  /** Side of the input; default the file's, else the published network's. */
  resolution?: number;
  /**
   * Channels of the images, where they are not the weights' own. The first kernels are converted as timm's `in_chans`
   * converts them: their sum for one channel, which then takes the mean of the means and deviations; for others the three
   * in turn, times 3/channels, with their means and deviations in turn.
   */
  inputChannels?: number;
  /** For networks that are not published ones. */
  spec?: ArchitectureSpec;
  /** Classes of a new classifier in place of the file's, or where the file has none; it starts from zeros. */
  classes?: number;
  /** What training may want otherwise and the weights don't prescribe, for example a preset's `network`. */
  network?: Partial<Pick<ArchitectureSpec, 'batchNormMomentum' | 'dropout' | 'stochasticDepth'>>;
  /** Of random masks. Default 0. */
  seed?: number;
}

const LOAD_OPTIONS: OptionNames<LoadOptions> = {
  ...FILE_OPTIONS,
  classifierActivation: true,
  output: true,
  inputChannels: true,
  padding: true,
  preprocessing: true,
  resolution: true,
  spec: true,
  classes: true,
  network: true,
  seed: true
};

const NETWORK_OPTIONS: OptionNames<NonNullable<LoadOptions['network']>> = {
  batchNormMomentum: true,
  dropout: true,
  stochasticDepth: true
};

/** What was loaded. */
export interface LoadedWeights {
  family: WeightFamily;
  /** Variables that got values. */
  variables: number;
  conventions: Conventions;
  /** What stood before the network's names in the file, for example `model.backbone.`; mostly nothing. */
  prefix: string;
  /** How kernels for other channels were made from the file's; null where they fit. */
  stem: StemConversion | null;
  /** Names of the file's tensors that belong to other modules, for example a head of one's own. */
  unused: string[];
  /** What else the file says: the dictionary of a checkpoint, classes of objects beside the weights. */
  metadata: Record<string, string>;
}

const loaded = new WeakMap<LayersModel, LoadedWeights>();

/** What the weights were that a model got last, by `loadEfficientNet` or `loadWeights`; null if by neither. */
export function loadedWeights(model: LayersModel): LoadedWeights | null {
  return loaded.get(model) ?? null;
}

/**
 * Loads weights into a model, whoever wrote them: Keras, timm, torchvision, efficientnet_pytorch or this package, in any
 * format of `loadWeightFile`. Everything is checked before the first variable changes.
 *
 * @param source Path or content of a file.
 * @throws WeightFileError for a file that can't be read.
 * @throws WeightError for weights of another network, listing what differs first, for conventions that contradict the
 *   model's, and for values that are not finite.
 *
 * @example
 * ```ts
 * const model = enet.buildEfficientNet(enet.variant('lite0', { preprocessing: 'inception' }));
 * const { family } = await enet.loadWeights(model, 'samples/efficientnet-lite0.pth');
 * console.log(family);
 * ```
 */
export async function loadWeights(
  model: LayersModel,
  source: string | Uint8Array,
  options: LoadWeightsOptions = {}
): Promise<LoadedWeights> {
  requireOptions(options, LOAD_WEIGHTS_OPTIONS);
  const description = modelDescription(model);
  if (description === null) {
    throw new WeightError(
      'unknown-family',
      model.name,
      'a model without description',
      'one made by buildEfficientNet()',
      'Build it, or use enet.weights.setWeightsByName().'
    );
  }
  const { spec } = description;
  const named = await namedFile(source, options);
  const { file } = named;
  const { resolution, stochasticDepth } = spec;
  const accepts = options.conventions === 'accept';
  const stated = statedBy(named, accepts ? null : { resolution, stochasticDepth });
  const own = stated?.own ?? named.own;
  const padding = paddingOf(file.metadata.arch) ?? spec.padding;
  const conventions = stated?.description.spec ?? conventionsOf(own, spec, file, padding);
  if (!accepts) {
    requireConventions(spec, forChannels(conventions, own, spec.inputChannels), file.source);
  }
  const present = new Set(variablesByName(model).keys());
  const { classifier = 'load' } = options;
  if (present.has(CLASSIFIER_BIAS) && classifier === 'load') {
    requireClassifier(own, file, stated);
  }
  const found = mapped(own, spec, file, {
    wanted: (path) => present.has(path) && (classifier === 'load' || !path.startsWith('predictions/'))
  });
  const fresh = classifier === 'new' ? newClassifier(model) : {};
  setWeightsByName(model, { ...found.weights, ...fresh }, { partial: classifier === 'keep' });
  return remembered(model, found, { own, file, conventions });
}

const CLASSIFIER_BIAS = 'predictions/bias';

interface NamedFile {
  file: WeightFile;
  own: FamilyFile;
}

async function namedFile(source: string | Uint8Array, options: FileOptions): Promise<NamedFile> {
  const file = await readWanted(source, options, isNamed);
  return { file, own: familyOf(file, options.prefix) };
}

function remembered(
  model: LayersModel,
  { weights, stem, unused }: MappedWeights,
  { own, file, conventions }: { own: FamilyFile; file: WeightFile; conventions: Conventions }
): LoadedWeights {
  const { padding, normalizationEpsilon, batchNormMomentum, preprocessing } = conventions;
  const { arch, objects, state_dict: dictionary } = file.metadata;
  const result: LoadedWeights = {
    family: own.family,
    variables: Object.keys(weights).length,
    conventions: { padding, normalizationEpsilon, batchNormMomentum, preprocessing },
    prefix: own.prefix,
    stem,
    unused,
    metadata: definedOnly({ arch, objects, state_dict: dictionary })
  };
  loaded.set(model, result);
  describeTraining(model, trainingOf(descriptionIn(file) ?? {}));
  return result;
}

function definedOnly(texts: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(texts).filter((entry): entry is [string, string] => entry[1] !== undefined)
  );
}

/**
 * Builds the network that a file of weights was made for, and loads them. Padding, ε, momentum and preprocessing are
 * those that the weights' publisher used; variant, classes and channels are inferred from the tensors.
 *
 * @param source Path or content of a file, or a name on the Hugging Face hub such as `timm/tf_efficientnet_b0.in1k`,
 *   which is downloaded once.
 * @throws WeightError when the tensors are of no published network (give `spec`), or timm's padding is not given.
 *
 * @example
 * ```ts
 * // What network it is, and its conventions, follow from the file.
 * const lite0 = await enet.loadEfficientNet('samples/efficientnet-lite0.pth');
 * const forTen = await enet.loadEfficientNet('samples/efficientnet-lite0.pth', { classes: 10, resolution: 64 });
 * console.log(lite0.outputShape, forTen.outputShape); // [ null, 1000 ] [ null, 10 ]
 * ```
 */
export async function loadEfficientNet(
  source: string | Uint8Array,
  options: LoadOptions = {}
): Promise<LayersModel> {
  requireOptions(options, LOAD_OPTIONS);
  requireOptions(options.network ?? {}, NETWORK_OPTIONS, 'network.');
  const published =
    typeof source === 'string' && (await isPublished(source))
      ? await downloadWeights(source, { maxBytes: options.maxBytes })
      : null;
  const named = await namedFile(published?.weights ?? source, options);
  const { file } = named;
  const { resolution: asked, network = {} } = options;
  const stated = statedBy(
    named,
    options.spec === undefined ? { resolution: asked, stochasticDepth: network.stochasticDepth } : null
  );
  const own = stated?.own ?? named.own;
  const found = options.spec ?? stated?.description.spec ?? identify(own);
  if (found === null) {
    const expected = 'those of a published EfficientNet';
    throw new WeightError(
      'unknown-family',
      file.source,
      'other tensors',
      expected,
      'Give the network as `spec`.'
    );
  }
  const ends = endsOf(options, stated);
  requireEnd(ends.output, file, stated);
  const inFile = classesOf(own);
  const isNew = options.classes !== undefined && options.classes !== inFile;
  if (ends.output === 'classes' && !isNew) {
    requireClassifier(own, file, stated);
  }
  const { config = null } = published ?? {};
  const { padding, classes = found.classes, inputChannels = found.inputChannels, seed } = options;
  const prescribed =
    options.spec ?? stated?.description.spec ?? prescriptions(own, found, file, { config, padding });
  const preprocessing =
    options.preprocessing ?? forChannels(prescribed, own, inputChannels, found.inputChannels).preprocessing;
  if (preprocessing === null) {
    throw new WeightError(
      'convention',
      file.source,
      'no information on preprocessing, neither in the file nor from its publisher',
      'a preprocessing',
      'Give preprocessing.'
    );
  }
  const resolution = asked ?? prescribed.resolution;
  const spec = validateSpec({
    ...found,
    ...prescribed,
    ...network,
    preprocessing,
    classes,
    inputChannels,
    resolution
  });
  const model = buildEfficientNet(spec, { ...ends, seed });
  const present = variablesByName(model);
  const mapping = mapped(own, spec, file, {
    wanted: (path) => present.has(path) && !(isNew && path.startsWith('predictions/')),
    ...(options.spec === undefined ? { stated: stated?.by } : {})
  });
  setWeightsByName(model, { ...mapping.weights, ...(isNew ? newClassifier(model) : {}) });
  remembered(model, mapping, { own, file, conventions: spec });
  return model;
}

/** What a file says of its network, and by what. */
interface Stated {
  description: ModelDescription;
  own: FamilyFile;
  by: 'specification' | 'configuration';
  /** Layers of a head that is none of ours. */
  otherHead: string | null;
}

/** @param configured What a configuration of Keras's is read with; null where it is not wanted. */
function statedBy({ file, own }: NamedFile, configured: ConfigurationOptions | null): Stated | null {
  const description = descriptionIn(file);
  if (description !== null) {
    return { description, own, by: 'specification', otherHead: null };
  }
  const layers = own.family === 'keras' && configured !== null ? configuredLayers(file) : null;
  return layers && configured
    ? { ...configuredNetwork(layers, own, file, configured), by: 'configuration' }
    : null;
}

/** @throws WeightError for a file whose head is not one classifier. */
function requireClassifier(own: FamilyFile, file: WeightFile, stated: Stated | null): void {
  const other = stated?.otherHead ?? null;
  if (other !== null) {
    const expected = 'a mean and one classifier with softmax or none';
    throw new WeightError('mismatch', file.source, `the head ${other}`, expected, NEW_HEAD);
  }
  const layers = classifierLayers(own);
  if (layers.length > 1) {
    const got = `a classifier of ${layers.length} layers, ${layers.join(', ')}`;
    throw new WeightError('mismatch', file.source, got, 'one layer', NEW_HEAD);
  }
  if (classesOf(own) === null) {
    throw headless(own, file.source);
  }
}

/** @throws WeightError for features at strides where the network's end is asked for: their file lacks it. */
function requireEnd(output: NetworkOutput, file: WeightFile, stated: Stated | null): void {
  const held = stated?.description.output;
  if (typeof held === 'object' && typeof output === 'string') {
    const strides = `[${held.join(', ')}]`;
    throw new WeightError(
      'mismatch',
      file.source,
      `features at the strides ${strides}`,
      `the whole network, as ${output === 'classes' ? 'a classifier' : `output: '${output}'`} needs`,
      `Load it with output: ${strides}, without classes, or give a file of the whole network.`
    );
  }
}

/** What comes out: as the caller says, else as the file says; a new classifier asks for classes. */
function endsOf(
  { output, classes, classifierActivation }: LoadOptions,
  stated: Stated | null
): Required<Pick<BuildOptions, 'classifierActivation' | 'output'>> {
  const { description } = stated ?? {};
  return {
    output: output ?? (classes === undefined ? description?.output : undefined) ?? 'classes',
    classifierActivation: classifierActivation ?? description?.classifierActivation ?? 'linear'
  };
}

/** Conventions for a network that sees other channels than the weights were made for. */
function forChannels<T extends Pick<Conventions, 'preprocessing'>>(
  conventions: T,
  { family, tensors }: FamilyFile,
  to: number,
  from = channelsOf({ family, tensors })
): T {
  const { preprocessing } = conventions;
  // ImageNet's statistics are of three channels: weights for others were made with some that the file doesn't tell.
  if (preprocessing === null || (preprocessing === 'imagenet' && from !== 3)) {
    return { ...conventions, preprocessing: null };
  }
  return { ...conventions, preprocessing: preprocessingForChannels(preprocessing, from, to) };
}

/** A path that exists wins over a name on the hub, which may look the same. */
async function isPublished(source: string): Promise<boolean> {
  const exists = await stat(source).then(
    () => true,
    () => false
  );
  return !exists && isHubName(source);
}

function requireConventions(spec: ArchitectureSpec, expected: Conventions, source: string): void {
  const { padding, normalizationEpsilon, preprocessing } = expected;
  const entersSo =
    preprocessing !== null && samePreprocessing(spec.preprocessing, preprocessing, spec.inputChannels);
  const differences: Array<[string, unknown, unknown]> = [];
  if (spec.padding !== padding) {
    differences.push(['padding', spec.padding, padding]);
  }
  if (spec.normalizationEpsilon !== normalizationEpsilon) {
    differences.push(['normalizationEpsilon', spec.normalizationEpsilon, normalizationEpsilon]);
  }
  if (!entersSo) {
    differences.push(['preprocessing', told(spec.preprocessing), told(preprocessing)]);
  }
  if (differences.length > 0) {
    const own = differences.map(([field, value]) => `${field} ${String(value)}`).join(', ');
    const expected = differences.map(([field, , other]) => `${field} ${String(other)}`).join(', ');
    const remedy = "Build the network so, use loadEfficientNet(), or give conventions: 'accept'.";
    throw new WeightError('convention', source, `a network with ${own}`, `the weights' ${expected}`, remedy);
  }
}

function told(preprocessing: Preprocessing | null): string {
  return typeof preprocessing === 'object' && preprocessing !== null
    ? JSON.stringify(preprocessing).slice(0, 300)
    : String(preprocessing);
}
