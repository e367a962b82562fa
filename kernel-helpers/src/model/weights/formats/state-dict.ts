import { type PickleKey, PickleObject, type PickleValue } from './pickle';
import { TensorView } from './torch-pickle';
import { WeightFileError } from './weight-file';

/** Which of a checkpoint's dictionaries holds the weights. */
export interface StateChoice {
  /** Its place, keys joined by points, for example `model` or `teacher.state_dict`. */
  stateDict?: string;
  /** Whether names are those of weights that are wanted, where several dictionaries have tensors. */
  prefers?: (names: readonly string[]) => boolean;
}

type Dictionary = Map<PickleKey, PickleValue>;

interface State {
  path: string;
  items: Dictionary;
  names: string[];
}

/** timm's order where a checkpoint has several (`timm/models/_helpers.py`): averaged weights first. */
const TIMM = ['state_dict_ema', 'model_ema', 'state_dict', 'model'];
const MAX_DEPTH = 8;
const MAX_STATES = 1_000;
/** Dictionaries and names that an error lists. */
const SHOWN = 6;
const LONGEST = 60;

/**
 * The dictionary of tensors that a checkpoint keeps, however deep. Optimisers number their parameters, and what lies
 * under a number is theirs. Of several, those without a single matrix are no networks, then those whose names are wanted
 * come first, then timm's order decides.
 * @throws WeightFileError when there is none, or the choice is the caller's.
 */
export function chooseState(root: PickleValue, source: string, { stateDict, prefers }: StateChoice): State {
  const all = statesIn(root);
  if (stateDict !== undefined) {
    const chosen = all.find(({ path }) => path === stateDict);
    if (chosen === undefined) {
      const got = `no dictionary of tensors at ${JSON.stringify(stateDict.slice(0, LONGEST))}`;
      throw new WeightFileError('unsupported', source, got, `one of ${told(all)}`, 'Choose one of them.');
    }
    return chosen;
  }
  if (all.length === 0) {
    throw nothing(root, source);
  }
  let states = narrowed(all, ({ items }) =>
    [...items.values()].some((value) => value instanceof TensorView && value.shape.length > 1)
  );
  states = narrowed(states, ({ names }) => prefers?.(names) ?? false);
  if (states.length > 1 && states.every(({ path }) => TIMM.includes(path))) {
    states.sort((a, b) => TIMM.indexOf(a.path) - TIMM.indexOf(b.path));
    return states[0];
  }
  if (states.length > 1) {
    const got = `${states.length} dictionaries of tensors: ${told(states)}`;
    const remedy = `Choose one, for example with stateDict: ${JSON.stringify(states[0].path.slice(0, LONGEST))}.`;
    throw new WeightFileError('ambiguous', source, got, 'one of weights', remedy);
  }
  return states[0];
}

/** Those that have a property, or all if none has. */
function narrowed(states: State[], has: (state: State) => boolean): State[] {
  const found = states.filter(has);
  return found.length > 0 ? found : states;
}

function statesIn(root: PickleValue): State[] {
  const found: State[] = [];
  const seen = new Set<PickleValue>();
  const visit = (value: PickleValue, path: string, depth: number): void => {
    const items = value instanceof PickleObject ? value.items : value;
    const nested = items instanceof Map || Array.isArray(items);
    if (!nested || seen.has(items) || depth > MAX_DEPTH || found.length >= MAX_STATES) {
      return;
    }
    seen.add(items);
    if (items instanceof Map) {
      const names = [...items].flatMap(([key, one]) =>
        typeof key === 'string' && one instanceof TensorView ? [key] : []
      );
      if (names.length > 0) {
        found.push({ path, items: items as Dictionary, names });
      }
    }
    const children: Iterable<[PickleKey, PickleValue]> =
      items instanceof Map
        ? (items as Dictionary)
        : (items as PickleValue[]).map((one, i) => [String(i), one]);
    for (const [key, one] of children) {
      if (typeof key === 'string') {
        visit(one, path === '' ? key : `${path}.${key}`, depth + 1);
      }
    }
  };
  visit(root, '', 0);
  return found;
}

function told(states: readonly State[]): string {
  const list = states
    .slice(0, SHOWN)
    .map(
      ({ path, names }) =>
        `${path === '' ? 'the file itself' : path.slice(0, LONGEST)} (${names.length} tensors)`
    );
  return `${list.join(', ')}${states.length > SHOWN ? `, and ${states.length - SHOWN} more` : ''}`;
}

/** A whole module in place of its weights is named: what it would take to load it is running its author's code. */
function nothing(root: PickleValue, source: string): WeightFileError {
  const values = root instanceof Map ? [...(root as Dictionary).values()] : [root];
  const object = values.find((value) => value instanceof PickleObject);
  const expected = 'a state_dict, or a dictionary with one';
  const remedy = 'Save model.state_dict() with torch.save, or as safetensors.';
  if (object instanceof PickleObject && /^numpy\b/.test(String(object.className))) {
    const got = 'arrays of NumPy';
    const convert = 'Save {name: torch.from_numpy(array)} with torch.save, or as safetensors.';
    return new WeightFileError('unsupported', source, got, expected, convert);
  }
  if (object instanceof PickleObject) {
    const got = `an object of ${String(object.className).slice(0, 2 * LONGEST)}, whose code would have to run`;
    return new WeightFileError('unsafe', source, got, expected, remedy);
  }
  return new WeightFileError('unsupported', source, 'no tensors by name', expected, remedy);
}
