import {
  architectureSpec,
  baseNetwork,
  bounded,
  count,
  finite,
  list,
  record,
  text
} from '../views/schema-parts';
import { SWEEP_LOADERS } from './data';
import { SWEEP_FORMAT, SWEEP_VERSION } from './definition';

/** More would be a slip: a grid of three options with a hundred values each. */
export const MOST_TRIALS = 1_000_000;

const positive = { type: 'integer', minimum: 1 } as const;
const anything = { type: 'object' } as const;
const measure = { enum: ['macs', 'params'] } as const;

const valuesToTry = {
  type: 'object',
  additionalProperties: { type: 'array', minItems: 1, maxItems: MOST_TRIALS }
} as const;

/** The definition but for what its kinds of candidates say. */
export const SWEEP_SCHEMA = record(
  {
    format: { const: SWEEP_FORMAT },
    version: { const: SWEEP_VERSION },
    name: { type: 'string', minLength: 1, maxLength: 200 },
    data: record(
      { loader: { enum: SWEEP_LOADERS } },
      {
        from: text,
        options: anything,
        images: record({}, { train: positive, validation: positive, test: positive })
      }
    ),
    candidates: {
      type: 'object',
      required: ['kind'],
      properties: { kind: { enum: ['triplets', 'networks'] } }
    },
    training: { type: 'object', required: ['epochs'], properties: { epochs: positive } },
    seeds: {
      ...list(bounded({ min: -(2 ** 31), max: 2 ** 31 - 1, integer: true }), 10_000),
      minItems: 1,
      uniqueItems: true
    },
    rungs: { ...list(positive, 100), minItems: 1 },
    reduction: { type: 'integer', minimum: 2, maximum: 1_000_000 },
    trial: record({
      threads: { type: 'integer', minimum: 1, maximum: 1024 },
      seconds: { anyOf: [{ type: 'number', exclusiveMinimum: 0 }, { type: 'null' }] },
      quietSeconds: { type: 'number', exclusiveMinimum: 0 },
      bytes: { anyOf: [{ type: 'integer', minimum: 1 }, { type: 'null' }] },
      retries: { ...count, maximum: 1000 }
    })
  },
  {
    grid: record({}, { training: valuesToTry, network: valuesToTry }),
    added: list(
      record(
        { spec: architectureSpec },
        {
          training: anything,
          settings: { type: 'object', additionalProperties: { type: ['string', 'number'] } }
        }
      ),
      100_000
    ),
    limit: record({ measure, most: { type: 'number', exclusiveMinimum: 0 } })
  }
);

/** Ranges, steps and counts of the triplets are the search's own to refuse. */
export const CANDIDATE_SCHEMAS = {
  triplets: {
    start: record(
      {
        kind: { const: 'triplets' },
        base: { type: ['string', 'object'] },
        triplets: { ...anything, required: ['kind', 'ranges'] },
        growth: finite,
        tolerance: finite,
        constraint: { enum: ['ideal', 'built', 'both'] },
        measure
      },
      { network: anything, most: positive }
    ),
    base: baseNetwork
  },
  networks: {
    start: record({ kind: { const: 'networks' }, specs: { ...list(architectureSpec, 100_000), minItems: 1 } })
  }
} as const;
