/** What a slider has to know of its number: limits, steps, words. Knows no DOM. */
export interface SliderParameter {
  readonly name: string;
  readonly symbol: string;
  /** A word or two before the symbol; none where the symbol is a word. */
  readonly word?: string;
  /** What the number does, in a few words; the accessible name and the tooltip. */
  readonly label: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly decimals: number;
  readonly unit: string;
  /** The hue of its meaning: `jp-mod-<colour>` on the row. */
  readonly colour: string;
}

/** The nearest allowed value: within the limits, with the decimals the parameter has. */
export function clamp({ min, max, decimals }: SliderParameter, value: number): number {
  return Number(Math.min(max, Math.max(min, value)).toFixed(decimals));
}

/** Finds rows of a parameter table by their names. */
export function parameterLookup<P extends SliderParameter>(parameters: readonly P[]): (name: P['name']) => P {
  const byName = new Map<string, P>(parameters.map((parameter) => [parameter.name, parameter]));
  return (name) => {
    const parameter = byName.get(name);
    if (!parameter) {
      throw new RangeError(`Unknown parameter ${name}; expected one of ${[...byName.keys()].join(', ')}.`);
    }
    return parameter;
  };
}
