import type { ModelDescription } from '../model';
import { TrainingError } from './errors';
import { canonical } from './canonical';
import type { BesideSettings, RunChange, Settings, TrainingOptions } from './options';
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
  emaDecay: 'emaDecay',
  accumulationSteps: 'accumulationSteps',
  learningRate: 'learningRate',
  layerRates: 'layerRates',
  schedule: 'schedule',
  warmupEpochs: 'warmupEpochs',
  execution: 'execution',
  thread: null,
  precision: 'precision',
  recompute: null,
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
const BESIDE: readonly BesideSettings[] = ['data', 'preparation', 'network'];

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
      'Resume with what the run had, as the same cell or script does; or, to continue differently on purpose, set ' +
      `acceptChanges: [${names}].`;
    const got = refused.map(({ told }) => told).join('; ');
    throw new TrainingError('resumeFrom', got, 'the run as it was', remedy);
  }
  return found.map(({ told }) => `The run resumed here now continues differently: ${told}.`);
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

function short(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'none');
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
