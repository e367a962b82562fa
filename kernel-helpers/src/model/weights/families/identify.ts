import { type ArchitectureSpec, PUBLISHED_VARIANTS, variant } from '../../../analysis';
import type { StoredTensor, WeightFile } from '../formats';
import { WeightError } from '../weights';
import { torchShape } from './layout';
import { type NamedVariable, variablesOf, type WeightFamily } from './variables';

const STEMS: Readonly<Record<WeightFamily, string>> = {
  keras: 'stem_conv/kernel',
  timm: 'conv_stem.weight',
  torchvision: 'features.0.0.weight',
  lukemelas: '_conv_stem.weight'
};

/** What wrappers put before every name. */
const WRAPPERS = ['module.', 'model.', '_orig_mod.'];

/** A file's tensors with the family that its names belong to, without what wrappers put before them. */
export interface FamilyFile {
  family: WeightFamily;
  tensors: Map<string, StoredTensor>;
}

/** @throws WeightError for names of no family. */
export function familyOf({ tensors, source }: Pick<WeightFile, 'tensors' | 'source'>): FamilyFile {
  const bare = withoutCount(unwrapped(tensors));
  for (const [family, stem] of Object.entries(STEMS) as Array<[WeightFamily, string]>) {
    if (bare.has(stem)) {
      return { family, tensors: bare };
    }
  }
  const some = [...bare.keys()].slice(0, 3).join(', ') || 'no tensors';
  const known = Object.values(STEMS).join(', ');
  throw new WeightError('unknown-family', source, `has ${some}; an EfficientNet would have one of ${known}.`);
}

function unwrapped(tensors: Map<string, StoredTensor>): Map<string, StoredTensor> {
  const prefix = WRAPPERS.find((wrapper) => [...tensors.keys()].every((name) => name.startsWith(wrapper)));
  return prefix === undefined || tensors.size === 0
    ? tensors
    : unwrapped(new Map([...tensors].map(([name, tensor]) => [name.slice(prefix.length), tensor])));
}

/** Keras counts its normalisation layers over the whole process: the second network has `normalization_1`. */
function withoutCount(tensors: Map<string, StoredTensor>): Map<string, StoredTensor> {
  return new Map(
    [...tensors].map(([name, tensor]) => [name.replace(/^normalization_\d+\//, 'normalization/'), tensor])
  );
}

/** The name of a variable in a family, and the shape that it has there. */
export function inFamily(
  variable: NamedVariable,
  family: WeightFamily
): { name: string; shape: number[] } | null {
  const name = family === 'keras' ? variable.path : variable.names[family];
  return name === null ? null : { name, shape: family === 'keras' ? variable.shape : torchShape(variable) };
}

/**
 * The published network whose tensors a file has, with the file's classes and channels; null if there is none. Of
 * several the one with the most: B1 has all that B0 has, and more. Strides can't be told from weights: a network of one's
 * own needs its specification.
 */
export function identify({ family, tensors }: FamilyFile): ArchitectureSpec | null {
  const kernel = tensors.get(STEMS[family]);
  const inputChannels = kernel?.shape[family === 'keras' ? 2 : 1] ?? 3;
  const classes = classesOf({ family, tensors });
  let found: ArchitectureSpec | null = null;
  let most = 0;
  for (const { name } of PUBLISHED_VARIANTS) {
    const spec = variant(name, { inputChannels, ...(classes === null ? {} : { classes }) });
    const variables = variablesOf(spec).filter(({ path }) => !path.startsWith('predictions/'));
    const named = variables.map((variable) => inFamily(variable, family));
    if (
      named.length > most &&
      named.every((own) => own !== null && sameShape(tensors.get(own.name)?.shape, own.shape))
    ) {
      found = spec;
      most = named.length;
    }
  }
  return found;
}

/** Classes of the file's classifier; null without one. */
export function classesOf({ family, tensors }: FamilyFile): number | null {
  const name = {
    keras: 'predictions/bias',
    timm: 'classifier.bias',
    torchvision: 'classifier.1.bias',
    lukemelas: '_fc.bias'
  };
  return tensors.get(name[family])?.shape[0] ?? null;
}

export function sameShape(a: readonly number[] | undefined, b: readonly number[]): boolean {
  return a !== undefined && a.length === b.length && a.every((side, axis) => side === b[axis]);
}
