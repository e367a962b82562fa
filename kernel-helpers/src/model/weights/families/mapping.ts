import type { ArchitectureSpec } from '../../../analysis';
import type { StoredTensor, WeightFile } from '../formats';
import { type NamedWeights, WeightError } from '../weights';
import { type FamilyFile, identify, inFamily, isOwn, sameShape } from './identify';
import { fromTorch } from './layout';
import { convertedStem, type StemConversion, stemConversion } from './stem';
import { type NamedVariable, variablesOf } from './variables';

/** Differences and names that an error lists. */
const SHOWN = 5;
/** Held by files and of no use: counts of batches, Keras's normalisation layer, seeds. */
const IGNORED = /(^|\.)num_batches_tracked$|^normalization\/|seed_generator|^rescaling/;
const STEM = 'stem_conv/kernel';
const CLASSIFIER = 'predictions/';

export interface MappedWeights {
  weights: NamedWeights;
  /** How the first kernels were converted; null where they fit. */
  stem: StemConversion | null;
  /** Names of tensors that belong to other modules of the file's. */
  unused: string[];
}

/**
 * The file's tensors by our paths and in our layout.
 * @param wanted The paths that are to get values.
 * @param network What the file itself says that it is, for an error.
 * @throws WeightError listing what differs.
 */
export function mapped(
  own: FamilyFile,
  spec: ArchitectureSpec,
  file: WeightFile,
  { wanted, stated }: { wanted: (path: string) => boolean; stated?: string }
): MappedWeights {
  const { family, tensors, prefix, outside } = own;
  const weights: NamedWeights = {};
  const differences: string[] = [];
  const used = new Set<string>();
  const variables = variablesOf(spec);
  let stem: StemConversion | null = null;
  for (const variable of variables) {
    const named = inFamily(variable, family);
    const tensor = named ? tensors.get(named.name) : undefined;
    if (named !== null) {
      used.add(named.name);
    }
    if (!wanted(variable.path)) {
      continue;
    }
    if (named === null || tensor === undefined) {
      differences.push(`${named?.name ?? variable.path} is missing`);
      continue;
    }
    const value = variable.path === STEM ? stemOf(tensor, variable, own) : null;
    if (value !== null) {
      weights[STEM] = value.kernel;
      stem = value.conversion;
    } else if (sameShape(tensor.shape, named.shape)) {
      weights[variable.path] = family === 'keras' ? tensor : fromTorch(variable.kind, tensor);
    } else {
      differences.push(
        `${named.name} has shape [${tensor.shape.join(', ')}], not [${named.shape.join(', ')}]`
      );
    }
  }
  const unused: string[] = [];
  const classifier = wanted(`${CLASSIFIER}kernel`);
  for (const name of tensors.keys()) {
    if (used.has(name) || IGNORED.test(name)) {
      continue;
    }
    const part = isOwn(name, family);
    if (part === 'network' || (part === 'classifier' && classifier)) {
      differences.push(`${name} is nothing that the network has`);
    } else {
      unused.push(`${prefix}${name}`);
    }
  }
  unused.push(...outside.filter((name) => !IGNORED.test(name)));
  if (differences.length > 0) {
    throw mismatch(differences, own, { spec, file, stated });
  }
  return { weights, stem, unused };
}

/** The first kernels where they are for another number of channels; null where nothing is to convert. */
function stemOf(
  tensor: StoredTensor,
  variable: NamedVariable,
  { family }: FamilyFile
): { kernel: StoredTensor; conversion: StemConversion } | null {
  const to = variable.shape[2];
  const kernel = family === 'keras' || tensor.shape.length !== 4 ? tensor : fromTorch(variable.kind, tensor);
  const from = kernel.shape[2];
  const others = variable.shape.map((side, axis) => (axis === 2 ? from : side));
  const conversion = from !== to && sameShape(kernel.shape, others) ? stemConversion(from, to) : null;
  return conversion ? { kernel: convertedStem(kernel, conversion), conversion } : null;
}

function mismatch(
  differences: string[],
  own: FamilyFile,
  { spec, file, stated }: { spec: ArchitectureSpec; file: WeightFile; stated?: string }
): WeightError {
  const shown = differences.slice(0, SHOWN).join('; ');
  const more = differences.length > SHOWN ? `; and ${differences.length - SHOWN} more` : '';
  if (stated !== undefined) {
    const got = `tensors that disagree with its ${stated}: ${shown}${more}`;
    const remedy = 'One of the two was changed: get the file again.';
    return new WeightError('mismatch', file.source, got, 'tensors as it describes them', remedy);
  }
  const network = identify(own);
  const like =
    network === null
      ? 'The file matches no published network'
      : `The file looks like ${network.name} with ${network.classes} classes`;
  const expected = `the weights of ${spec.name} with ${spec.classes} classes`;
  return new WeightError('mismatch', file.source, `other weights: ${shown}${more}`, expected, `${like}.`);
}

/** What to do without the file's own classifier. */
export const NEW_HEAD =
  "Give loadEfficientNet() classes for a new one, or output: 'pooled' or 'map' for features; give loadWeights() " +
  "classifier: 'new' or 'keep'.";

/** What to give for a file without a classifier of the family's names. */
export function headless({ family, tensors, outside, prefix }: FamilyFile, source: string): WeightError {
  const others = [...tensors]
    .filter(([name]) => isOwn(name, family) !== 'network' && !IGNORED.test(name))
    .map(([name, { shape }]) => `${prefix}${name} [${shape.join(', ')}]`)
    .concat(outside);
  const beside = others.length > 0 ? `, beside the network ${others.slice(0, SHOWN).join(', ')}` : '';
  const expected = `a classifier under the names of ${family}`;
  return new WeightError('mismatch', source, `none${beside}`, expected, NEW_HEAD);
}
