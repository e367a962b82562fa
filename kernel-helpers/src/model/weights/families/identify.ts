import { type ArchitectureSpec, PUBLISHED_VARIANTS, variant } from '../../../analysis';
import type { StoredTensor, WeightFile } from '../formats';
import { WeightError } from '../weights';
import { torchShape } from './layout';
import { PUBLISHERS, type Publisher, type WeightFamily } from './publishers';
import { type NamedVariable, variablesOf } from './variables';

/** A file's tensors with the family that its names belong to, without what wrappers put before them. */
export interface FamilyFile {
  family: WeightFamily;
  tensors: Map<string, StoredTensor>;
  /** What stood before every name of the network, for example `model.backbone.`. */
  prefix: string;
  /** The names of all tensors that don't begin so. */
  outside: string[];
}

export type NamedTensors = Pick<FamilyFile, 'family' | 'tensors'>;

interface Place {
  family: WeightFamily;
  prefix: string;
}

/**
 * What PyTorch's own wrappers of modules put into the names of a part alone: `blocks.0._orig_mod.1` where single blocks
 * were compiled, checkpointed or sharded.
 */
const WRAPPED = /(?<=^|\.)_(?:orig_mod|(?:checkpoint|fsdp)_wrapped_module|fpw_module|forward_module)\./g;

/** Where names put a network's first convolution: its family, and what stands before its names. */
function placesIn(names: Iterable<string>): Place[] {
  const places: Place[] = [];
  for (const name of names) {
    for (const [family, { stem }] of Object.entries(PUBLISHERS) as Array<[WeightFamily, Publisher]>) {
      const prefix = name.endsWith(stem) ? name.slice(0, name.length - stem.length) : null;
      if (prefix !== null && /^$|[./]$/.test(prefix)) {
        places.push({ family, prefix });
      }
    }
  }
  return places;
}

/** Whether names are those of an EfficientNet, whatever stands before them. */
export function isNamed(names: readonly string[]): boolean {
  return placesIn(names.flatMap((name) => [name, name.replace(WRAPPED, '')])).length > 0;
}

/** Prefixes and names that an error lists, and their length. */
const SHOWN = 5;
const LONGEST = 80;

/**
 * Finds the network's names behind what wrappers put before them: `module.`, `model.backbone.`, `_orig_mod.` and the
 * like, which is recognised by its first convolution.
 * @param prefix Which, where a file has several networks.
 * @throws WeightError for names of no family, and of several networks without `prefix`.
 */
export function familyOf(
  { tensors, source }: Pick<WeightFile, 'tensors' | 'source'>,
  prefix?: string
): FamilyFile {
  const found = placesIn(tensors.keys());
  const named = found.length > 0 ? tensors : unwrapped(tensors);
  const all = found.length > 0 ? found : placesIn(named.keys());
  const places = prefix === undefined ? all : all.filter((place) => place.prefix === prefix);
  const listed = (names: Iterable<string>): string =>
    [...names]
      .slice(0, SHOWN)
      .map((name) => name.slice(0, LONGEST))
      .join(', ');
  if (places.length === 0) {
    const some = listed(tensors.keys()) || 'no tensors';
    const under = prefix === undefined ? '' : ` under ${JSON.stringify(prefix.slice(0, LONGEST))}`;
    const known = Object.values(PUBLISHERS)
      .map(({ stem }) => stem)
      .join(', ');
    // Most often what lacks is the point, or the stroke, that ends it.
    const others = listed(new Set(all.map((place) => JSON.stringify(place.prefix))));
    const remedy =
      prefix !== undefined && others
        ? `Give one of its prefixes, whole: ${others}.`
        : 'Is it the file of another network?';
    const expected = `one of ${known}${under}, as an EfficientNet has`;
    throw new WeightError('unknown-family', source, some, expected, remedy);
  }
  if (places.length > 1) {
    const prefixes = listed(places.map((place) => JSON.stringify(place.prefix)));
    const got = `${places.length} networks, whose names begin with ${prefixes}`;
    throw new WeightError('unknown-family', source, got, 'one', 'Choose one with prefix.');
  }
  const [place] = places;
  const bare = new Map<string, StoredTensor>();
  const outside: string[] = [];
  for (const [name, tensor] of named) {
    if (name.startsWith(place.prefix)) {
      bare.set(name.slice(place.prefix.length).replace(WRAPPED, ''), tensor);
    } else {
      outside.push(name);
    }
  }
  return { ...place, outside, tensors: withoutCount(bare) };
}

function unwrapped(tensors: Map<string, StoredTensor>): Map<string, StoredTensor> {
  return new Map([...tensors].map(([name, tensor]) => [name.replace(WRAPPED, ''), tensor]));
}

/** Whether a name is of the network, or of its classifier, rather than of another module. */
export function isOwn(name: string, family: WeightFamily): 'network' | 'classifier' | null {
  const { own, classifier } = PUBLISHERS[family];
  if (own.test(name)) {
    return 'network';
  }
  return name.startsWith(classifier) ? 'classifier' : null;
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
 * several the one with the most: B1 has all that B0 has, and more. Strides can't be inferred from weights: a network of one's
 * own needs its specification.
 */
export function identify({ family, tensors }: NamedTensors): ArchitectureSpec | null {
  const inputChannels = channelsOf({ family, tensors });
  const classes = classesOf({ family, tensors });
  let found: ArchitectureSpec | null = null;
  let most = 0;
  for (const { name } of PUBLISHED_VARIANTS) {
    const spec = variant(name, { inputChannels, ...(classes === null ? {} : { classes }) });
    const variables = variablesOf(spec).filter(({ path }) => !path.startsWith('predictions/'));
    const all = variables.map((variable) => ({ path: variable.path, own: inFamily(variable, family) }));
    // Features for other heads may end before the last convolution.
    const headless = all.every(({ path, own }) => !isTop(path) || !tensors.has(own?.name ?? ''));
    const named = all.filter(({ path }) => !(headless && isTop(path))).map(({ own }) => own);
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

function isTop(path: string): boolean {
  return /^top_(conv|bn)\//.test(path);
}

/** Channels that the file's first kernels see. */
export function channelsOf({ family, tensors }: NamedTensors): number {
  return tensors.get(PUBLISHERS[family].stem)?.shape[family === 'keras' ? 2 : 1] ?? 3;
}

/** Classes of the file's classifier; null without one. */
export function classesOf({ family, tensors }: NamedTensors): number | null {
  const { names, classifier } = PUBLISHERS[family];
  const bias = names === null ? `${classifier}bias` : `${names.outer('predictions', 0)}.bias`;
  return tensors.get(bias)?.shape[0] ?? null;
}

/** Matrices of the classifier with their shapes: more than one where it is a network itself. */
export function classifierLayers({ family, tensors }: NamedTensors): string[] {
  return [...tensors]
    .filter(
      ([name, { shape }]) =>
        isOwn(name, family) === 'classifier' && /[./](weight|kernel)$/.test(name) && shape.length === 2
    )
    .map(([name, { shape }]) => `${name} [${shape.join(', ')}]`);
}

export function sameShape(a: readonly number[] | undefined, b: readonly number[]): boolean {
  return a !== undefined && a.length === b.length && a.every((side, axis) => side === b[axis]);
}
