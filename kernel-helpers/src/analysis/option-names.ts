import { SpecError } from './errors';

/** Each option of a kind once: the compiler refuses a table that lacks one or has one too many. */
export type OptionNames<T> = { readonly [Name in keyof T]-?: true };

/** An option that there is not. */
export interface UnknownOption {
  name: string;
  value: unknown;
  expected: string;
  remedy: string;
}

/**
 * What Keras, PyTorch and timm call some options, without capitals and strokes. Only names that spelling does not lead
 * to.
 */
const CALLED_ELSEWHERE: Readonly<Record<string, string>> = {
  activation: 'classifierActivation',
  clipgrad: 'clipNorm',
  clipvalue: 'clipNorm',
  droprate: 'dropout',
  droppathrate: 'stochasticDepth',
  ema: 'emaDecay',
  fromlogits: 'outputs',
  gradclip: 'clipNorm',
  imagesize: 'resolution',
  imgsize: 'resolution',
  inchans: 'inputChannels',
  inputsize: 'resolution',
  numclasses: 'classes',
  numepochs: 'epochs',
  patience: 'earlyStopping',
  randomseed: 'seed',
  smoothing: 'labelSmoothing',
  topk: 'top',
  validationsplit: 'validation',
  weightaverage: 'emaDecay'
};

/** Shorter beginnings fit too much: `loss` is no `lossScale`. */
const SHORTEST_BEGINNING = 5;

/**
 * The first name that is none of those known; one without a value counts as left out. A slip of the pen would otherwise
 * change nothing, silently, as would a number in place of an object.
 */
export function unknownOption(given: object, known: readonly string[]): UnknownOption | null {
  if (typeof given !== 'object' || given === null) {
    const remedy = 'Name the options to set, or leave them out.';
    return { name: 'options', value: given, expected: 'an object', remedy };
  }
  const found = Object.entries(given).find(([name, value]) => value !== undefined && !known.includes(name));
  if (!found) {
    return null;
  }
  const [name, value] = found;
  return {
    name,
    value,
    expected: 'no such option',
    remedy: `${didYouMean(name, known)}The options are ${known.join(', ')}.`
  };
}

/** @throws SpecError for options that are no object, and for one that there is not. */
export function requireOptions<T extends object>(given: T, names: OptionNames<T>, place = ''): void {
  const unknown = unknownOption(given, Object.keys(names));
  if (unknown) {
    throw new SpecError(`${place}${unknown.name}`, unknown.value, unknown.expected, unknown.remedy);
  }
}

/** A question to put before the remedy, with the name that was probably meant; empty where none is near. */
export function didYouMean(name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known);
  return nearest === null ? '' : `Did you mean ${nearest}? `;
}

/** What was probably meant; null where nothing is near. */
export function nearestName(name: string, known: readonly string[]): string | null {
  const plain = plainName(name);
  if (plain.length < 2) {
    return null;
  }
  const elsewhere = CALLED_ELSEWHERE[plain];
  const beginning = (one: string, other: string): boolean =>
    one.length >= SHORTEST_BEGINNING && other.startsWith(one);
  const exact =
    known.find((each) => plainName(each) === plain) ??
    known.find((each) => each === elsewhere) ??
    known.find((each) => initials(each) === plain) ??
    known.find((each) => beginning(plain, plainName(each)) || beginning(plainName(each), plain));
  if (exact !== undefined) {
    return exact;
  }
  const most = Math.max(1, Math.floor(plain.length / 3));
  const [best] = known
    .map((each) => ({ each, distance: editDistance(plain, plainName(each)) }))
    // Of four letters another one makes another word: `loss` is not `logs`.
    .filter(({ each, distance }) => distance <= most && (plain.length > 4 || plain.length !== each.length))
    .sort((a, b) => a.distance - b.distance);
  return best?.each ?? null;
}

function plainName(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/** `learningRate` is `lr`; one word is its first letter. */
function initials(name: string): string {
  return name[0] + name.replace(/[^A-Z]/g, '').toLowerCase();
}

/** Letters to change, to add, to leave out (Levenshtein), or to swap with a neighbour. */
function editDistance(a: string, b: string): number {
  const rows = Array.from({ length: a.length + 1 }, (_, i) => [i]);
  rows[0] = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const changed = rows[i - 1][j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? rows[i - 2][j - 2] + 1 : Infinity;
      rows[i][j] = Math.min(changed, swapped, rows[i - 1][j] + 1, rows[i][j - 1] + 1);
    }
  }
  return rows[a.length][b.length];
}
