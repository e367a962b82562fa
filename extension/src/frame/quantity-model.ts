import {
  differing,
  nearest,
  type NumberQuantity,
  type Quantities,
  type Quantity,
  valueOf,
  withValue
} from '@efficientnet-lab/kernel-helpers/views';
import { ComputedState } from './computed';
import type { Change } from './history';

/** More names than this say less than none. */
const MOST_NAMES = 3;

/** Positions of the quantities of a table, and the numbers that follow from them. Knows no DOM. */
export abstract class QuantityModel<S extends object, R> extends ComputedState<S, R> {
  /** @param start - where Reset leads back to */
  constructor(
    readonly quantities: Quantities,
    state: S,
    start: S
  ) {
    super(state, start);
  }

  /** Moves one quantity; numbers outside its limits go to the nearest one. */
  set(name: string, value: string | number, change: Change = 'settled'): void {
    const quantity = this.quantity(name);
    const allowed = quantity.kind === 'number' ? nearest(quantity, Number(value)) : value;
    this.move(withValue(quantity, this.state, allowed), change);
  }

  /** Moves parts of the state at once. */
  choose(choice: Partial<S>): void {
    this.move({ ...this.state, ...choice });
  }

  /** Puts one quantity back; one that the start lacks stays. */
  resetParameter(name: string): void {
    const quantity = this.quantity(name);
    const value = valueOf(quantity, this.start) ?? quantity.start;
    if (value !== undefined) {
      this.move(withValue(quantity, this.state, value as string | number));
    }
  }

  /** What a quantity's slider shows; undefined where it has nothing to move. */
  shown(quantity: NumberQuantity): number | undefined {
    const { onlyWith } = quantity;
    const isMeant =
      onlyWith === undefined || valueOf(this.quantity(onlyWith.choice), this.state) === onlyWith.value;
    return isMeant ? valueOf(quantity, this.state) : undefined;
  }

  /** Where a quantity's slider ends at the present state. */
  endsOf({ slider }: NumberQuantity): { min: number; max: number } {
    return slider;
  }

  /** The quantities that the last change moved, as their controls call them; empty where there is none or too many. */
  override lastChange(translated: (name: string) => string): string {
    const before = this.beforeLast;
    const moved = before ? differing(this.quantities, before, this.state) : [];
    return moved.length > MOST_NAMES ? '' : moved.map((each) => nameOf(each, translated)).join(', ');
  }

  protected quantity(name: string): Quantity {
    const quantity = this.quantities[name];
    if (!quantity) {
      const known = Object.keys(this.quantities).join(', ');
      throw new RangeError(`Unknown quantity ${name}; expected one of ${known}.`);
    }
    return quantity;
  }
}

/** What a reader calls a quantity: `depth α`. */
function nameOf(quantity: Quantity, translated: (word: string) => string): string {
  return quantity.kind === 'choice'
    ? translated(quantity.label)
    : `${translated(quantity.word)} ${quantity.symbol}`;
}

/** A model whose numbers follow from its state alone. */
export class DerivedModel<S extends object, R> extends QuantityModel<S, R> {
  /** @param derive - throws SpecError for a state that stands for nothing */
  constructor(
    private readonly derive: (state: Readonly<S>) => R,
    ...rest: ConstructorParameters<typeof QuantityModel<S, R>>
  ) {
    super(...rest);
  }

  protected override compute(state: Readonly<S>): R {
    return this.derive(state);
  }
}
