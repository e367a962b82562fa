import { parseJson } from '../../files';
import { HubError } from './errors';

/** What a published network's `config.json` says of its weights and of the images they expect. */
export interface HubConfig {
  /** timm's name of the network, for example `tf_efficientnet_b0`. */
  architecture: string;
  classes: number;
  /** [channels, height, width] that the network was trained on. */
  inputSize: [number, number, number];
  /** The size its authors tested it on, if another. */
  testInputSize: [number, number, number] | null;
  /** Per channel, of values 0…1: a pixel enters as (x/255 − mean) / std. */
  mean: number[];
  std: number[];
  /** Share of the resized image's side that is left after cropping its centre. */
  cropFraction: number;
  /** The same for `testInputSize`, if another. */
  testCropFraction: number | null;
  interpolation: 'nearest' | 'bilinear' | 'bicubic' | 'lanczos';
  /** By class number, if the file names them. */
  labelNames: string[] | null;
}

type Fields = Record<string, unknown>;

const INTERPOLATIONS = ['nearest', 'bilinear', 'bicubic', 'lanczos'] as const;
/** ImageNet-21k has 21,843, the largest label set of any published EfficientNet. */
const MAX_CLASSES = 1_000_000;
const MAX_SIDE = 16_384;
const MAX_CHANNELS = 1_024;
const REMEDY = 'Check that the repository holds a timm image classifier, or give the fields yourself.';

/**
 * Reads timm's `config.json`, the newer form with `pretrained_cfg` inside and the older flat one.
 * @param source Names the file in errors.
 * @throws HubError naming the field that is missing or out of range.
 */
export function parseHubConfig(text: string, source: string): HubConfig {
  const fields = parsed(text, source);
  const read = new FieldReader(fields, fieldsOf(fields.pretrained_cfg) ?? fields, source);
  const architecture = read.text('architecture', /^[a-z0-9_]{1,100}$/);
  const classes = read.number('num_classes', { from: 1, to: MAX_CLASSES, whole: true });
  const inputSize = read.size('input_size');
  const channels = inputSize[0];
  return {
    architecture,
    classes,
    inputSize,
    testInputSize: read.has('test_input_size') ? read.size('test_input_size') : null,
    mean: read.perChannel('mean', channels, { from: 0, to: 1 }),
    std: read.perChannel('std', channels, { from: 1e-6, to: 10 }),
    cropFraction: read.number('crop_pct', { from: 0.01, to: 1 }),
    testCropFraction: read.has('test_crop_pct') ? read.number('test_crop_pct', { from: 0.01, to: 1 }) : null,
    interpolation: read.oneOf('interpolation', INTERPOLATIONS),
    labelNames: read.labels(classes)
  };
}

function parsed(text: string, source: string): Fields {
  let value: unknown;
  try {
    value = parseJson(text);
  } catch (error) {
    throw new HubError('bad-config', source, 'no JSON', 'a configuration', REMEDY, { cause: error });
  }
  const fields = fieldsOf(value);
  if (fields === null) {
    throw new HubError('bad-config', source, 'JSON that is no object', 'a configuration', REMEDY);
  }
  return fields;
}

function fieldsOf(value: unknown): Fields | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null;
}

interface Range {
  from: number;
  to: number;
  whole?: boolean;
}

/** Fields of the file, or of its inner part where the file itself has none. */
class FieldReader {
  constructor(
    private readonly outer: Fields,
    private readonly inner: Fields,
    private readonly source: string
  ) {}

  has(field: string): boolean {
    return (this.value(field) ?? null) !== null;
  }

  text(field: string, pattern: RegExp): string {
    const value = this.value(field);
    return typeof value === 'string' && pattern.test(value) ? value : this.refuse(field, 'a name');
  }

  oneOf<T extends string>(field: string, choices: readonly T[]): T {
    const value = this.value(field);
    return choices.find((choice) => choice === value) ?? this.refuse(field, choices.join(', '));
  }

  number(field: string, range: Range): number {
    const value = this.value(field);
    return fits(value, range) ? value : this.refuse(field, told(range));
  }

  size(field: string): [number, number, number] {
    const value = this.value(field);
    const side = { from: 1, to: MAX_SIDE, whole: true };
    if (Array.isArray(value) && value.length === 3) {
      const [channels, height, width] = value as unknown[];
      if (fits(channels, { ...side, to: MAX_CHANNELS }) && fits(height, side) && fits(width, side)) {
        return [channels, height, width];
      }
    }
    return this.refuse(field, '[channels, height, width]');
  }

  perChannel(field: string, channels: number, range: Range): number[] {
    const value = this.value(field);
    if (Array.isArray(value) && value.length === channels) {
      const numbers = (value as unknown[]).filter((entry) => fits(entry, range));
      if (numbers.length === channels) {
        return numbers;
      }
    }
    return this.refuse(field, `${channels} numbers, ${told(range)}`);
  }

  /** A list, or names by number. */
  labels(classes: number): string[] | null {
    if (!this.has('label_names')) {
      return null;
    }
    const value = this.value('label_names');
    const byNumber = Array.isArray(value) ? { ...(value as unknown[]) } : (fieldsOf(value) ?? {});
    const count = Object.keys(byNumber).length;
    const names = Array.from({ length: count === classes ? classes : 0 }, (_, i) => byNumber[i]).filter(
      (label) => typeof label === 'string'
    );
    return names.length === classes ? names : this.refuse('label_names', `${classes} names`);
  }

  private value(field: string): unknown {
    return Object.hasOwn(this.outer, field) ? this.outer[field] : this.inner[field];
  }

  private refuse(field: string, expected: string): never {
    const got = (JSON.stringify(this.value(field)) ?? 'nothing').slice(0, 200);
    throw new HubError('bad-config', `${this.source}: ${field}`, got, expected, REMEDY);
  }
}

function fits(value: unknown, { from, to, whole }: Range): value is number {
  return typeof value === 'number' && value >= from && value <= to && (!whole || Number.isInteger(value));
}

function told({ from, to, whole }: Range): string {
  return `${whole ? 'a whole number' : 'a number'} from ${from} to ${to}`;
}
