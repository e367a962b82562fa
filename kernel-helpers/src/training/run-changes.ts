import { createHash } from 'node:crypto';
import type { LayersModel } from '@tensorflow/tfjs';
import { layersWithin, modelDescription, type ModelDescription } from '../model';
import { TrainingError } from './errors';
import type { Settings, TrainingOptions } from './options';
import type { RunFacts } from './record';

/**
 * The fact by which a run tells each of its options, or null for those that change nothing of where it leads. The
 * compiler refuses an option without a place here. More epochs are a run's ordinary end; what they do to the rate is
 * `resumeSchedule`'s matter.
 */
const FACTS: { readonly [Name in keyof (Settings & TrainingOptions)]-?: string | null } = {
  epochs: null,
  batchSize: 'batchSize',
  seed: 'seed',
  optimizer: 'optimizerSettings',
  clipNorm: 'clipNorm',
  weightAverage: 'weightAverage',
  accumulationSteps: 'accumulationSteps',
  learningRate: 'learningRate',
  layerRates: 'layerRates',
  schedule: 'schedule',
  warmupEpochs: 'warmupEpochs',
  execution: 'execution',
  thread: null,
  precision: 'precision',
  lossScale: 'lossScale',
  labelSmoothing: 'labelSmoothing',
  classWeights: 'classWeights',
  augmentation: 'augmentation',
  checkpointDir: null,
  runName: null,
  checkpointEverySteps: null,
  checkpointEverySeconds: null,
  earlyStopping: 'earlyStopping',
  logs: null,
  keepCheckpoints: null,
  onCheckpointFailure: null,
  // Of the options that are no settings, one says what the model's output is.
  outputs: 'outputs',
  preset: null,
  resumeFrom: null,
  resumeSchedule: null,
  acceptChanges: null,
  signal: null,
  onEvent: null
};

/** Settings that `resumeSchedule` asks about: who sets it has seen that they are others. */
const OF_SCHEDULE: readonly string[] = ['learningRate', 'schedule', 'warmupEpochs'];
/** What a run depends on beside its settings. */
const BESIDE = ['data', 'preparation', 'network'] as const;

/** What may be another one in a run that goes on, if it is asked for. */
export type RunChange = keyof (Settings & TrainingOptions) | (typeof BESIDE)[number];

interface Difference {
  change: string;
  /** In words: `learningRate 0.01 → 0.02`. */
  told: string;
}

/** @throws TrainingError for names of nothing that could be another one. */
export function requireChanges(accepted: TrainingOptions['acceptChanges']): void {
  const known: string[] = [
    ...Object.entries(FACTS).flatMap(([name, fact]) => (fact === null ? [] : [name])),
    ...BESIDE
  ];
  const unknown = Array.isArray(accepted)
    ? accepted.find((name) => !known.includes(name as string))
    : undefined;
  if (
    (accepted !== undefined && typeof accepted !== 'boolean' && !Array.isArray(accepted)) ||
    unknown !== undefined
  ) {
    const got = JSON.stringify(unknown ?? accepted);
    throw new TrainingError(
      'acceptChanges',
      got,
      'true, or a list of names',
      `They are ${known.join(', ')}.`
    );
  }
}

/** What a run was, or is, besides its weights and its place. */
export interface RunCourse {
  facts: RunFacts;
  /** Null for models not made by `buildEfficientNet`. */
  network: ModelDescription | null;
}

/**
 * What makes a resumed run another one than the run that it goes on with.
 * @returns Sentences on the changes that were asked for.
 * @throws TrainingError for any that was not.
 */
export function acceptedChanges(
  before: RunCourse,
  now: RunCourse,
  { acceptChanges = [], resumeSchedule }: TrainingOptions
): string[] {
  const found = [
    ...ofSettings(before.facts, now.facts),
    ...ofNetwork(before, now),
    ...ofData(before.facts, now.facts)
  ];
  const accepts = (change: string): boolean =>
    acceptChanges === true ||
    (Array.isArray(acceptChanges) && acceptChanges.includes(change as RunChange)) ||
    (resumeSchedule !== undefined && OF_SCHEDULE.includes(change));
  const refused = found.filter(({ change }) => !accepts(change));
  if (refused.length > 0) {
    const names = [...new Set(refused.map(({ change }) => `'${change}'`))].join(', ');
    const remedy =
      'Resume with what the run had, as the same cell or script does; or, to go on another way on purpose, set ' +
      `acceptChanges: [${names}].`;
    const got = refused.map(({ told }) => told).join('; ');
    throw new TrainingError('resumeFrom', got, 'the run as it was', remedy);
  }
  return found.map(({ told }) => `The run resumed here goes another way now: ${told}.`);
}

function ofSettings(before: RunFacts, now: RunFacts): Difference[] {
  return Object.entries(FACTS).flatMap(([change, fact]) =>
    fact !== null && before[fact] !== undefined && canonical(before[fact]) !== canonical(now[fact])
      ? [{ change, told: `${change} ${before[fact]} → ${now[fact]}` }]
      : []
  );
}

function ofData(before: RunFacts, now: RunFacts): Difference[] {
  const other = (fact: string): boolean => before[fact] !== undefined && before[fact] !== now[fact];
  const shown = ({ data, dataFingerprint }: RunFacts): string =>
    `${data} (${String(dataFingerprint).slice(0, 12)})`;
  return [
    ...(other('dataFingerprint') ? [{ change: 'data', told: `data ${shown(before)} → ${shown(now)}` }] : []),
    ...(other('preparation')
      ? [{ change: 'preparation', told: `preparation ${before.preparation} → ${now.preparation}` }]
      : [])
  ];
}

/** Every field of the specification but its name. */
function ofNetwork(before: RunCourse, now: RunCourse): Difference[] {
  const fields = ({ facts, network }: RunCourse): Record<string, unknown> => {
    const { name: _, ...spec } = network?.spec ?? { name: '' };
    return {
      ...spec,
      classifierActivation: network?.classifierActivation,
      output: network?.output,
      layers: facts.layerSettings
    };
  };
  const [old, own] = [fields(before), fields(now)];
  return Object.keys({ ...old, ...own }).flatMap((field) => {
    const [a, b] = [old[field], own[field]];
    // Earlier versions did not know every field.
    return a === undefined || canonical(a) === canonical(b)
      ? []
      : [{ change: 'network', told: `the network's ${field} ${short(a)} → ${short(b)}` }];
  });
}

/** The same text for the same values, whatever their order; switched off is left out. */
function canonical(value: unknown): string {
  const sorted = (one: unknown): unknown =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.fromEntries(
          Object.entries(one)
            .filter(([, part]) => part !== undefined && part !== null && part !== false && part !== 0)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([key, part]) => [key, sorted(part)])
        )
      : Array.isArray(one)
        ? one.map(sorted)
        : one;
  return JSON.stringify(sorted(typeof value === 'string' ? parsed(value) : value)) ?? 'none';
}

/** Facts keep settings that are objects as JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function short(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'none');
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

/**
 * Checksum of what the layers of a model are set to, for models that no specification describes: rates of dropout,
 * momentum, regularisation, what is trained. Names and initial values count for nothing once there are weights.
 */
export function layerSettings(model: LayersModel): string | null {
  if (modelDescription(model) !== null) {
    return null;
  }
  const settings = layersWithin(model).map(({ layer }) => {
    const config = Object.entries(layer.getConfig()).filter(
      ([key]) => !/^(name|layers)$|initializer$/i.test(key)
    );
    return [layer.getClassName(), Object.fromEntries(config), layer.trainable];
  });
  return createHash('sha256').update(canonical(settings)).digest('hex').slice(0, 16);
}
