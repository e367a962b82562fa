import { parseJson } from '../../../files';
import type { WeightFile } from '../formats';
import { WeightError } from '../weights';

/** One layer as a Keras model's configuration has it. */
export interface ConfiguredLayer {
  className: string;
  name: string;
  config: Readonly<Record<string, unknown>>;
}

/** Where formats keep a model's configuration: `.keras`; `.h5`, and the `model.json` of TensorFlow.js. */
const PLACES = ['config.json', 'model_config'];
/** Models within models. */
const MAX_DEPTH = 8;

/**
 * The layers of a file's configuration in its order, those of models within it in their place; null for a file without
 * configuration.
 * @throws WeightError for an invalid configuration.
 */
export function configuredLayers({ metadata, source }: WeightFile): ConfiguredLayer[] | null {
  const place = PLACES.find((key) => metadata[key] !== undefined);
  if (place === undefined) {
    return null;
  }
  const layers: ConfiguredLayer[] = [];
  const visit = (model: unknown, depth: number): void => {
    const { layers: list } = fieldsOf(fieldsOf(model).config);
    // Keras's first Sequential was a bare list.
    const own = Array.isArray(list) ? list : fieldsOf(model).config;
    if (!Array.isArray(own) || depth > MAX_DEPTH) {
      const got = `no list of layers in its ${place}`;
      throw new WeightError('convention', source, got, 'one', 'Get the file again.');
    }
    for (const layer of own as unknown[]) {
      const { class_name: className, config } = fieldsOf(layer);
      const fields = fieldsOf(config);
      if (Array.isArray(fields.layers)) {
        visit(layer, depth + 1);
      } else if (className !== 'InputLayer' || depth === 0) {
        layers.push({ className: String(className), name: String(fields.name), config: fields });
      }
    }
  };
  visit(parsed(metadata[place]), 0);
  return layers;
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function parsed(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return null;
  }
}

/** Reads a layer's fields. */
export class LayerReader {
  constructor(
    readonly layer: ConfiguredLayer,
    private readonly source: string
  ) {}

  /** @throws WeightError naming the layer, the field, what it is and what networks here have. */
  refuse(field: string, expected: string): never {
    const { name, className, config } = this.layer;
    const got = (JSON.stringify(config[field]) ?? 'nothing').slice(0, 200);
    throw new WeightError(
      'convention',
      this.source,
      `a configuration that gives ${name.slice(0, 80)} (${className.slice(0, 80)}) ${field} ${got}`,
      `${expected}, as networks here have`,
      'Load the tensors with enet.weights.loadWeightFile(), or give the network as spec.'
    );
  }

  number(field: string): number {
    const value = this.layer.config[field];
    return typeof value === 'number' && Number.isFinite(value) ? value : this.refuse(field, 'a number');
  }

  /** The same number on all axes. */
  side(field: string): number {
    const value = this.layer.config[field];
    const sides = [value].flat() as unknown[];
    const [first] = sides;
    return typeof first === 'number' && sides.every((side) => side === first)
      ? first
      : this.refuse(field, 'one whole number for all axes');
  }

  /** Fields that must be as given, or left out. */
  require(expected: Readonly<Record<string, readonly unknown[]>>): void {
    for (const [field, allowed] of Object.entries(expected)) {
      const value = this.layer.config[field];
      const text = JSON.stringify(value);
      if (value !== undefined && !allowed.some((one) => JSON.stringify(one) === text)) {
        this.refuse(field, allowed.map((one) => JSON.stringify(one)).join(' or '));
      }
    }
  }

  /** One number for each channel, from a number or a list; null for null. */
  perChannel(field: string, channels: number): number[] | null {
    const value = this.layer.config[field] ?? null;
    if (value === null) {
      return null;
    }
    // Lists are nested in a Normalization's mean, and Keras 3 wraps what was an array of NumPy's.
    const { config } = fieldsOf(value);
    const numbers = [config === undefined ? value : (fieldsOf(config).value ?? config)].flat(8) as unknown[];
    const all = numbers.length === 1 ? new Array<unknown>(channels).fill(numbers[0]) : numbers;
    return all.length === channels && all.every((one) => typeof one === 'number' && Number.isFinite(one))
      ? (all as number[])
      : this.refuse(field, `one number, or ${channels}`);
  }

  /** An activation's name: `silu` is Keras 3's for `swish`. */
  activation(): string {
    const { activation, max_value: most } = this.layer.config;
    if (this.layer.className === 'ReLU') {
      return most === 6 ? 'relu6' : 'relu';
    }
    if (this.layer.className === 'Softmax') {
      return 'softmax';
    }
    const { config, class_name: className } = fieldsOf(activation);
    const name = typeof activation === 'string' ? activation : (config ?? className ?? 'linear');
    const text = typeof name === 'string' ? name : String(fieldsOf(name).name ?? className);
    return { silu: 'swish', relu_6: 'relu6' }[text] ?? text;
  }
}
