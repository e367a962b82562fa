import { unmistakable } from '../analysis/errors';
import { unknownOption } from '../analysis/option-names';
import { schemaProblem, steps } from '../contract';
import { settingsOf, TRAINING_OPTIONS, TrainingError } from '../training';
import { requireData } from './data';
import {
  SWEEP_FORMAT,
  SWEEP_VERSION,
  type SweepDefinition,
  type SweepGrid,
  type SweepTraining,
  type TrialLimits
} from './definition';
import { CANDIDATE_SCHEMAS, SWEEP_SCHEMA } from './definition-schema';
import { SweepError } from './errors';
import { combinations } from './grid';
import { requireRateRule, trainingOptions } from './learning-rate';

const LIMITS: Required<TrialLimits> = {
  threads: 1,
  seconds: null,
  quietSeconds: 1800,
  bytes: null,
  retries: 3
};

/** Options of training that a definition may set. */
const {
  seed: _seed,
  checkpointDir: _folder,
  runName: _name,
  resumeFrom: _from,
  resumeSchedule: _schedule,
  acceptChanges: _changes,
  onCheckpointFailure: _failure,
  earlyStopping: _stopping,
  signal: _signal,
  onEvent: _event,
  ...OF_TRAINING
} = TRAINING_OPTIONS;
const CANDIDATE_NAMES = Object.keys(OF_TRAINING).filter((name) => name !== 'epochs');
const TRAINING_NAMES = ['epochs', 'learningRatePer', ...CANDIDATE_NAMES];

const REASONS: Readonly<Record<string, string>> = {
  seed: 'Give seeds to the sweep.',
  earlyStopping: 'It would end runs before their rung; the rungs replace it.',
  epochs: 'Epochs are the same for all; rungs say how far each is trained.',
  learningRatePer: 'One rule holds for all: give it in training, and values of learningRate here.'
};

/**
 * A definition from a file or a cell, checked, with its defaults filled in. Whether its candidates can be built, and
 * which they are, is {@link sweepCandidates}'s to say.
 * @throws SweepError naming the field, what it held, what it may hold and what to do.
 */
export function checkSweep(value: unknown): SweepDefinition {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new SweepError(
      'definition',
      'definition',
      value,
      'an object',
      'Give a sweep definition as documented.'
    );
  }
  const { format = SWEEP_FORMAT, version = SWEEP_VERSION } = value as { format?: unknown; version?: unknown };
  if (format === SWEEP_FORMAT && version !== SWEEP_VERSION) {
    const remedy = 'Use the release of EfficientNet Lab that wrote it, or write the definition again.';
    throw new SweepError('version', 'version', version, String(SWEEP_VERSION), remedy);
  }
  const { trial } = value as { trial?: unknown };
  const definition = JSON.parse(
    JSON.stringify({
      ...value,
      format,
      version,
      trial: typeof trial === 'object' || trial === undefined ? { ...LIMITS, ...trial } : trial
    })
  ) as SweepDefinition;
  requireShape(SWEEP_SCHEMA, definition, '');
  const { start, ...parts } = CANDIDATE_SCHEMAS[definition.candidates.kind];
  requireShape(start, definition.candidates, 'candidates');
  if (definition.candidates.kind === 'triplets' && typeof definition.candidates.base === 'object') {
    requireShape((parts as { base: object }).base, definition.candidates.base, 'candidates.base');
  }
  requireData(definition.data);
  requireRungs(definition);
  requireTraining(definition.training, definition.grid);
  definition.added?.forEach(({ training = {} }, i) =>
    requireOptionsOf(definition.training, training, `added.${i}.training`)
  );
  return definition;
}

function requireShape(schema: object, value: object, place: string): void {
  const problem = schemaProblem(schema, value);
  if (problem !== null) {
    const path = [place, ...steps(problem.place)].filter(Boolean).join('.') || 'definition';
    const { got, expected, remedy } = problem;
    throw new SweepError(
      'definition',
      path,
      got,
      expected,
      remedy ?? 'Change it in the definition.',
      asGiven(got)
    );
  }
}

/** A text that would be read as a number, in quotes. */
function asGiven(got: unknown): { told?: string } {
  const told = unmistakable(got);
  return typeof got === 'string' && told !== got ? { told } : {};
}

function requireRungs({ rungs, training: { epochs } }: SweepDefinition): void {
  rungs.forEach((rung, i) => {
    if (i > 0 && rung <= rungs[i - 1]) {
      const remedy = 'Give the epochs of the rungs in rising order, each once.';
      throw new SweepError('definition', `rungs.${i}`, rung, `more than ${rungs[i - 1]} epochs`, remedy);
    }
    if (rung > epochs) {
      const remedy =
        'Train more epochs, or end the rungs earlier: the learning rate has completed its schedule by then.';
      throw new SweepError('definition', `rungs.${i}`, rung, `at most training.epochs, ${epochs}`, remedy);
    }
  });
}

function requireTraining(training: SweepTraining, grid: SweepGrid = {}): void {
  requireNames('training', training, TRAINING_NAMES);
  for (const options of combinations(grid.training ?? {})) {
    requireOptionsOf(training, options, 'grid.training');
  }
}

/** @param place Of the options that change the training. */
function requireOptionsOf(
  training: SweepTraining,
  options: Readonly<Record<string, unknown>>,
  place: string
): void {
  requireNames(place, options, CANDIDATE_NAMES);
  const own = { ...training, ...options };
  requireRateRule(own);
  try {
    settingsOf(trainingOptions(own));
  } catch (error) {
    if (!(error instanceof TrainingError)) {
      throw error;
    }
    const { option, got, expected, remedy } = error;
    const where = option.split('.')[0] in options ? place : 'training';
    throw new SweepError('definition', `${where}.${option}`, got, expected, remedy, {
      ...asGiven(got),
      cause: error
    });
  }
}

function requireNames(place: string, given: object, known: readonly string[]): void {
  const unknown = unknownOption(given, known);
  if (unknown) {
    const { name, value, expected, remedy } = unknown;
    throw new SweepError('definition', `${place}.${name}`, value, expected, REASONS[name] ?? remedy);
  }
}

/** Paths of the fields in which two definitions differ: `training.batchSize`, `seeds.2`. */
export function differingFields(one: unknown, other: unknown, place = ''): string[] {
  if (Object.is(one, other)) {
    return [];
  }
  const isPart = (value: unknown): value is Record<string, unknown> =>
    typeof value === 'object' && value !== null;
  if (!isPart(one) || !isPart(other) || Array.isArray(one) !== Array.isArray(other)) {
    return [place];
  }
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...keys].flatMap((key) =>
    differingFields(one[key], other[key], place === '' ? key : `${place}.${key}`)
  );
}
