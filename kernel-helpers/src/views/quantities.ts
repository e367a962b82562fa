import { SpecError } from '../analysis';

/** What a document may hold of a number; often more than its slider reaches. */
export interface Bounds {
  readonly min?: number;
  readonly max?: number;
  /** More than this. */
  readonly above?: number;
  readonly integer?: boolean;
}

export interface Ends {
  readonly min: number;
  readonly max: number;
}

/** What all quantities of a view's state have. */
export interface Named {
  /** The key in its table, and of its control. */
  readonly name: string;
  /** Where it stands in the state. */
  readonly path: readonly string[];
  /** What it is or does, in a few words; the accessible name and the tooltip. */
  readonly label: string;
}

/** A number of a view's state: what its document may hold, how a slider moves it, and what is said of it. */
export interface NumberQuantity extends Named, Ends {
  readonly kind: 'number';
  /** A word or two before the symbol, and with it the name that a reader sees: `depth α`. */
  readonly word: string;
  readonly symbol: string;
  /** Where the view starts; none for what another choice brings with it. */
  readonly start?: number;
  /** What it is where an optional field is left out. */
  readonly absent?: number;
  /** Of the document; those of the box unless given. */
  readonly bounds: Bounds;
  /** Ends of the slider; those of the box, `min` and `max`, unless given. */
  readonly slider: Ends;
  readonly step: number;
  readonly decimals: number;
  /** Only whole steps from `min` mean something. */
  readonly stepped: boolean;
  readonly unit: string;
  /** The hue of its meaning: `jp-mod-<colour>` on the row. */
  readonly colour: 'compound' | 'depth' | 'width' | 'resolution';
  /** The rows it stands among. */
  readonly group: string;
  /** It means something only while a choice of the same table has this value. */
  readonly onlyWith?: { readonly choice: string; readonly value: string | number };
}

export interface Option<T extends string | number> {
  readonly value: T;
  readonly label: string;
  /** What choosing it does or means; the tooltip. */
  readonly title?: string;
}

/** One of a few values. */
export interface ChoiceQuantity<T extends string | number = string | number> extends Named {
  readonly kind: 'choice';
  readonly start?: T;
  /** What it is where an optional field is left out. */
  readonly absent?: T;
  readonly options: readonly Option<T>[];
}

export type Quantity = NumberQuantity | ChoiceQuantity;

/** All quantities of a view, in the order of its controls. */
export type Quantities = Readonly<Record<string, Quantity>>;

/** The state that a table describes when no quantity stands deeper than its name. */
export type StateOf<T extends Quantities> = {
  [Name in keyof T]: T[Name] extends ChoiceQuantity<infer Value> ? Value : number;
};

export type Unnamed<Q> = Omit<Q, 'name' | 'path'> & { path?: string };

export type NumberGiven = Pick<NumberQuantity, 'min' | 'max' | 'step'> &
  Partial<Omit<NumberQuantity, 'kind' | 'name' | 'path' | 'word' | 'symbol' | 'label'>> & { path?: string };

/**
 * A row of a table of quantities.
 * @param name - words, then a symbol: `depth α`
 * @param label - what it does
 */
export function number<Given extends NumberGiven>(
  name: string,
  label: string,
  given: Given
): Unnamed<NumberQuantity> & Pick<Given, 'start' & keyof Given> {
  const end = name.lastIndexOf(' ');
  const { min, max, step, decimals = decimalsOf(step) } = given;
  return {
    kind: 'number',
    word: name.slice(0, end),
    symbol: name.slice(end + 1),
    label,
    bounds: { min, max, integer: decimals === 0 },
    slider: { min, max },
    stepped: false,
    unit: '',
    colour: 'compound',
    group: '',
    ...given,
    decimals
  };
}

/** A row of a table of quantities that holds one of a few values. */
export function choice<const T extends string | number>(
  label: string,
  given: { options: readonly Option<T>[]; start?: T; absent?: T; path?: string }
): Unnamed<ChoiceQuantity<T>> {
  return { kind: 'choice', label, ...given };
}

/** The table of a view's quantities; each stands in the state under its own name unless `path` says where. */
export function quantityTable<T extends Readonly<Record<string, Unnamed<Quantity>>>>(
  rows: T
): { readonly [Name in keyof T]: T[Name] & Named } {
  return Object.fromEntries(
    Object.entries(rows).map(([name, row]) => [name, { ...row, name, path: (row.path ?? name).split('.') }])
  ) as unknown as { readonly [Name in keyof T]: T[Name] & Named };
}

/** The schemas of a table's fields, by name. */
export function schemasOf<T extends Quantities>(table: T): { [Name in keyof T]: object } {
  return Object.fromEntries(Object.entries(table).map(([name, quantity]) => [name, schemaOf(quantity)])) as {
    [Name in keyof T]: object;
  };
}

/** What a document may hold of a quantity, as JSON schema. */
function schemaOf(quantity: Quantity): object {
  if (quantity.kind === 'choice') {
    return { enum: quantity.options.map(({ value }) => value) };
  }
  const { min, max, above, integer = false } = quantity.bounds;
  return {
    type: integer ? 'integer' : 'number',
    ...(min === undefined ? {} : { minimum: min }),
    ...(above === undefined ? {} : { exclusiveMinimum: above }),
    ...(max === undefined ? {} : { maximum: max })
  };
}

/** Where a view starts whose table describes its whole state. */
export function startOf<T extends Quantities>(table: T): StateOf<T> {
  return Object.fromEntries(
    Object.entries(table).flatMap(([name, { start }]) => (start === undefined ? [] : [[name, start]]))
  ) as unknown as StateOf<T>;
}

/** The value of a quantity in a state; undefined where the state has no such thing. */
export function valueOf(quantity: NumberQuantity, state: object): number | undefined;
export function valueOf(quantity: Quantity, state: object): unknown;
export function valueOf(quantity: Quantity, state: object): unknown {
  const value = quantity.path.reduce<unknown>(
    (part, field) => (typeof part === 'object' && part !== null ? (part as Fields)[field] : undefined),
    state
  );
  return value === undefined ? quantity.absent : value;
}

/** A state with another value of a quantity; the same state where it has no such thing. */
export function withValue<S extends object>(quantity: Quantity, state: S, value: string | number): S {
  return valueOf(quantity, state) === undefined ? state : (replaced(state, quantity.path, value) as S);
}

/** The nearest number that a box takes: within its ends, with its decimals, on a step where only steps count. */
export function nearest(
  {
    min,
    max,
    decimals,
    step,
    stepped
  }: Pick<NumberQuantity, 'min' | 'max' | 'decimals' | 'step' | 'stepped'>,
  value: number
): number {
  const on = stepped ? min + Math.round((value - min) / step) * step : value;
  return Number(Math.min(max, Math.max(min, on)).toFixed(decimals));
}

/** The quantities in which two states differ: choices, or else numbers, which follow from choices. */
export function differing(table: Quantities, a: object, b: object): Quantity[] {
  const all = Object.values(table).filter((quantity) => valueOf(quantity, a) !== valueOf(quantity, b));
  const choices = all.filter(({ kind }) => kind === 'choice');
  return choices.length > 0 ? choices : all;
}

/**
 * Checks what a cell says against the bounds of the document.
 * @throws SpecError for a number out of bounds, or a value that is not one of the options.
 */
export function requireQuantities(view: string, table: Quantities, state: object): void {
  for (const quantity of Object.values(table)) {
    const value = valueOf(quantity, state);
    if (value !== undefined && !isAllowed(quantity, value)) {
      const field = `${view}.${quantity.path.join('.')}`;
      throw new SpecError(field, value, expected(quantity), `It is the ${quantity.label}.`);
    }
  }
}

function isAllowed(quantity: Quantity, value: unknown): boolean {
  if (quantity.kind === 'choice') {
    return quantity.options.some((option) => option.value === value);
  }
  const { min = -Infinity, max = Infinity, above = -Infinity, integer = false } = quantity.bounds;
  return (
    typeof value === 'number' &&
    Number.isFinite(value) &&
    value >= min &&
    value <= max &&
    value > above &&
    (!integer || Number.isInteger(value))
  );
}

function expected(quantity: Quantity): string {
  if (quantity.kind === 'choice') {
    return `one of ${quantity.options.map(({ value }) => value).join(', ')}`;
  }
  const { min, max, above, integer = false } = quantity.bounds;
  if (min !== undefined && max !== undefined) {
    return `${integer ? 'a whole number' : 'a number'} from ${min} to ${max}`;
  }
  const parts = [
    ...(above === undefined ? [] : [`more than ${above}`]),
    ...(min === undefined ? [] : [`at least ${min}`]),
    ...(max === undefined ? [] : [`at most ${max}`])
  ];
  return [integer ? 'a whole number' : 'a number', ...parts].join(', ');
}

type Fields = Readonly<Record<string, unknown>>;

function replaced(part: unknown, [field, ...rest]: readonly string[], value: unknown): unknown {
  if (field === undefined) {
    return value;
  }
  const fields = part as Fields;
  return { ...fields, [field]: replaced(fields[field], rest, value) };
}

function decimalsOf(step: number): number {
  return String(step).split('.')[1]?.length ?? 0;
}
