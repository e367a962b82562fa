import { stat } from 'node:fs/promises';
import type { LayersModel } from '@tensorflow/tfjs';
import { type ArchitectureSpec, type Padding, type Preprocessing, validateSpec } from '../../../analysis';
import { buildEfficientNet } from '../../builder';
import { downloadWeights, type HubConfig, isHubName } from '../../hub';
import { modelDescription } from '../../metadata';
import { IMAGENET_DEVIATIONS, IMAGENET_MEANS } from '../../preprocessing';
import { readWeightFile, type ReadOptions, type WeightFile } from '../formats';
import { type NamedWeights, newClassifier, setWeightsByName, variablesByName, WeightError } from '../weights';
import { type Conventions, conventionsOf } from './conventions';
import { type FamilyFile, familyOf, identify, inFamily, sameShape } from './identify';
import { fromTorch } from './layout';
import { specIn } from './own-spec';
import { variablesOf, type WeightFamily } from './variables';

export interface LoadWeightsOptions extends ReadOptions {
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

export interface LoadOptions extends ReadOptions {
  /** Whether timm's weights are of a `tf_` network (`same`) or not (`symmetric`); their tensors don't tell. */
  padding?: Padding;
  /** Replaces what the weights' publisher prescribes. */
  preprocessing?: Preprocessing;
  /** Side of the input; default the published network's. */
  resolution?: number;
  /** For networks that are not published ones. */
  spec?: ArchitectureSpec;
  /** Classes of a new classifier in place of the file's; it starts from zeros. */
  classes?: number;
  /** What training may want otherwise and the weights don't prescribe, for example a preset's `network`. */
  network?: Partial<Pick<ArchitectureSpec, 'batchNormMomentum' | 'dropout' | 'stochasticDepth'>>;
  /** Of random masks. Default 0. */
  seed?: number;
}

/** What was loaded. */
export interface LoadedWeights {
  family: WeightFamily;
  /** Variables that got values. */
  variables: number;
  conventions: Conventions;
}

/** Differences that an error lists. */
const SHOWN = 5;
/** Held by files and of no use: counts of batches, Keras's normalisation layer, seeds. */
const IGNORED = /(^|\.)num_batches_tracked$|^normalization\/|seed_generator|^rescaling/;

/**
 * Loads weights into a model, whoever wrote them: Keras, timm, torchvision, efficientnet_pytorch or this package, in any
 * format of `readWeightFile`. Everything is checked before the first variable changes.
 *
 * @param source Path or content of a file.
 * @throws WeightFileError for a file that can't be read.
 * @throws WeightError for weights of another network, listing what differs first, for conventions that contradict the
 *   model's, and for values that are not finite.
 */
export async function loadWeights(
  model: LayersModel,
  source: string | Uint8Array,
  options: LoadWeightsOptions = {}
): Promise<LoadedWeights> {
  const description = modelDescription(model);
  if (description === null) {
    const message = 'the model was not made by buildEfficientNet(). Build it, or use setWeightsByName().';
    throw new WeightError('unknown-family', model.name, message);
  }
  const file = await readWeightFile(source, options);
  const own = familyOf(file);
  const { spec } = description;
  const carried = specIn(file);
  const conventions = carried ?? conventionsOf(own, spec, file.source, spec.padding);
  if (options.conventions !== 'accept') {
    requireConventions(spec, conventions, file.source);
  }
  const present = new Set(variablesByName(model).keys());
  const { classifier = 'load' } = options;
  const weights = mapped(
    own,
    spec,
    file,
    (path) => present.has(path) && (classifier === 'load' || !path.startsWith('predictions/'))
  );
  const fresh = classifier === 'new' ? newClassifier(model) : {};
  setWeightsByName(model, { ...weights, ...fresh }, { partial: classifier === 'keep' });
  const { padding, normalizationEpsilon, batchNormMomentum, preprocessing } = conventions;
  return {
    family: own.family,
    variables: Object.keys(weights).length,
    conventions: { padding, normalizationEpsilon, batchNormMomentum, preprocessing }
  };
}

/**
 * Builds the network that a file of weights was made for, and loads them. Padding, ε, momentum and preprocessing are
 * those that the weights' publisher used; variant, classes and channels are told from the tensors.
 *
 * @param source Path or content of a file, or a name on the Hugging Face hub such as `timm/tf_efficientnet_b0.in1k`,
 *   which is downloaded once.
 * @throws WeightError when the tensors are of no published network (give `spec`), or timm's padding is not given.
 */
export async function loadEfficientNet(
  source: string | Uint8Array,
  options: LoadOptions = {}
): Promise<LayersModel> {
  const published =
    typeof source === 'string' && (await isPublished(source)) ? await downloadWeights(source, options) : null;
  const config = published?.config ?? null;
  const file = await readWeightFile(published?.weights ?? source, options);
  const own = familyOf(file);
  const carried = specIn(file);
  const found = options.spec ?? carried ?? identify(own);
  if (found === null) {
    const message = 'its tensors are those of no published EfficientNet. Give the network as `spec`.';
    throw new WeightError('unknown-family', file.source, message);
  }
  const { classes = found.classes, seed } = options;
  const prescribed =
    options.spec ?? carried ?? prescriptions(own, found, file.source, config, options.padding);
  const preprocessing = options.preprocessing ?? prescribed.preprocessing;
  if (preprocessing === null) {
    const message = 'its pixels enter in a way that no preprocessing here has. Give preprocessing.';
    throw new WeightError('convention', file.source, message);
  }
  const resolution = options.resolution ?? prescribed.resolution;
  const spec = validateSpec({
    ...found,
    ...prescribed,
    ...options.network,
    preprocessing,
    classes,
    resolution
  });
  const model = buildEfficientNet(spec, { seed });
  const keeps = classes !== found.classes;
  const weights = mapped(own, spec, file, (path) => !(keeps && path.startsWith('predictions/')));
  setWeightsByName(model, { ...weights, ...(keeps ? newClassifier(model) : {}) });
  return model;
}

/** What the weights' publisher prescribes. */
function prescriptions(
  own: FamilyFile,
  found: ArchitectureSpec,
  source: string,
  config: HubConfig | null,
  padding: Padding | undefined
): Conventions & Pick<ArchitectureSpec, 'resolution' | 'cropFraction' | 'interpolation'> {
  const conventions = conventionsOf(own, found, source, padding ?? paddingOf(config));
  const { resolution, cropFraction, interpolation } = found;
  return config
    ? {
        ...conventions,
        preprocessing: preprocessingOf(config),
        resolution: config.inputSize[1],
        cropFraction: config.cropFraction,
        interpolation: interpolationOf(config) ?? interpolation
      }
    : { ...conventions, resolution, cropFraction, interpolation };
}

/** A path that exists wins over a name on the hub, which may look the same. */
async function isPublished(source: string): Promise<boolean> {
  const exists = await stat(source).then(
    () => true,
    () => false
  );
  return !exists && isHubName(source);
}

function paddingOf(config: HubConfig | null): Padding | undefined {
  return config ? (config.architecture.startsWith('tf_') ? 'same' : 'symmetric') : undefined;
}

/** Null for means and deviations that no preprocessing here has. */
function preprocessingOf({ mean, std }: HubConfig): Preprocessing | null {
  const near = (values: number[], expected: number[]): boolean =>
    values.every((value, i) => Math.abs(value - expected[i % expected.length]) < 1e-3);
  if (near(mean, IMAGENET_MEANS) && near(std, IMAGENET_DEVIATIONS)) {
    return 'imagenet';
  }
  return near(mean, [0.5]) && near(std, [0.5]) ? 'half' : null;
}

function interpolationOf({ interpolation }: HubConfig): ArchitectureSpec['interpolation'] | null {
  return interpolation === 'bilinear' || interpolation === 'bicubic' ? interpolation : null;
}

/** The file's tensors by our paths and in our layout. @throws WeightError listing what differs. */
function mapped(
  { family, tensors }: FamilyFile,
  spec: ArchitectureSpec,
  file: WeightFile,
  wanted: (path: string) => boolean
): NamedWeights {
  const weights: NamedWeights = {};
  const differences: string[] = [];
  const used = new Set<string>();
  for (const variable of variablesOf(spec)) {
    const own = inFamily(variable, family);
    const tensor = own ? tensors.get(own.name) : undefined;
    if (own !== null) {
      used.add(own.name);
    }
    if (!wanted(variable.path)) {
      continue;
    }
    if (own === null || tensor === undefined) {
      differences.push(`${own?.name ?? variable.path} is missing`);
    } else if (!sameShape(tensor.shape, own.shape)) {
      differences.push(`${own.name} has shape [${tensor.shape.join(', ')}], not [${own.shape.join(', ')}]`);
    } else {
      weights[variable.path] = family === 'keras' ? tensor : fromTorch(variable.kind, tensor);
    }
  }
  for (const name of tensors.keys()) {
    if (!used.has(name) && !IGNORED.test(name)) {
      differences.push(`${name} is nothing that the network has`);
    }
  }
  if (differences.length > 0) {
    throw mismatch(differences, { family, tensors }, spec, file);
  }
  return weights;
}

function mismatch(
  differences: string[],
  own: FamilyFile,
  spec: ArchitectureSpec,
  file: WeightFile
): WeightError {
  const shown = differences.slice(0, SHOWN).join('; ');
  const more = differences.length > SHOWN ? `; and ${differences.length - SHOWN} more` : '';
  const network = identify(own);
  const like =
    network === null
      ? 'The file looks like no published network'
      : `The file looks like ${network.name} with ${network.classes} classes`;
  const message = `not the weights of ${spec.name} with ${spec.classes} classes: ${shown}${more}. ${like}.`;
  return new WeightError('mismatch', file.source, message);
}

function requireConventions(spec: ArchitectureSpec, expected: Conventions, source: string): void {
  const { padding, normalizationEpsilon, preprocessing } = expected;
  const found = [
    ['padding', spec.padding, padding],
    ['normalizationEpsilon', spec.normalizationEpsilon, normalizationEpsilon],
    ['preprocessing', spec.preprocessing, preprocessing]
  ].filter(([, own, other]) => own !== other);
  if (found.length > 0) {
    const list = found
      .map(([field, own, other]) => `${field} is ${own}, the weights' is ${other}`)
      .join('; ');
    const remedy = "Build the network so, use loadEfficientNet(), or give conventions: 'accept'.";
    throw new WeightError('convention', source, `${list}. ${remedy}`);
  }
}
