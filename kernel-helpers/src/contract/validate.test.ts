import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { variant } from '../analysis';
import { DOCUMENT_VERSION } from '../views';
import { EVALUATION_START } from '../views/evaluation';
import { KEPT } from '../views/evaluation/evaluation.fixtures';
import { FRONT_START } from '../views/front';
import { GATES_START } from '../views/gates';
import type { TrainingMonitorState } from '../views/training-monitor';
import type { LabDocument } from './document';
import { DOCUMENT_SCHEMA } from './schema';
import { validateDocument } from './validate';

const explorer: LabDocument = {
  version: 1,
  view: 'scaling-explorer',
  sentence: 'φ = 1 costs 2.57 × B0.',
  data: {
    mode: 'rule',
    phi: 1,
    alpha: 1.2,
    beta: 1.1,
    gamma: 1.15,
    variant: 'b0',
    depth: 1,
    width: 1,
    resolution: 224
  }
};
const state: TrainingMonitorState = {
  runId: 'run',
  status: 'running',
  model: 'EfficientNet custom',
  dataset: 'MNIST',
  epochs: 2,
  stepsPerEpoch: 100,
  step: 1,
  elapsedSeconds: 0.5,
  remainingSeconds: null,
  imagesPerSecond: 120,
  learningRate: 0.01,
  curve: { step: [1], loss: [2.3], accuracy: [0.1], learningRate: [0.01] },
  history: [],
  checkpoint: null,
  messages: [],
  record: { seed: 1 }
};
const monitor: LabDocument = { version: 1, view: 'training-monitor', sentence: 'Training.', data: state };

/** Any JSON value in the place of one that was right. */
function broken(document: LabDocument, change: (data: Record<string, unknown>) => void): unknown {
  const copy = structuredClone(document) as unknown as { data: Record<string, unknown> };
  change(copy.data);
  return copy;
}

/** The explorer with pins under these letters, the first one of a B3 with some fields changed. */
function withPins(letter: string, change: object, ...more: string[]): unknown {
  const spec = variant('b3');
  const pins = [{ letter, spec: { ...spec, ...change } }, ...more.map((other) => ({ letter: other, spec }))];
  return { ...explorer, data: { ...explorer.data, picture: 'dimensions', pins } };
}

describe('validateDocument', () => {
  test('accepts every view that is as it should be', () => {
    expect(validateDocument(explorer)).toEqual({ ok: true, document: explorer });
    expect(validateDocument(withPins('A', {}, 'B', 'D')).ok).toBe(true);
    expect(validateDocument(monitor)).toEqual({ ok: true, document: monitor });
  });

  test.each([
    ['null', null, 'null'],
    ['a text', 'x', 'a string'],
    ['a newer version', { ...explorer, version: 2 }, 'version 2'],
    ['no version', { view: 'scaling-explorer' }, 'version undefined'],
    ['an unknown view', { ...explorer, view: 'toString' }, '"toString"'],
    ['a text for a number', broken(explorer, (data) => (data.phi = 'one')), '#/data/phi'],
    ['a value out of bounds', broken(explorer, (data) => (data.width = 0)), '#/data/width'],
    ['a field too many', broken(explorer, (data) => (data.script = '<b>')), 'script'],
    ['a field too few', broken(monitor, (data) => delete data.status), 'status'],
    ['a field that holds nothing', broken(monitor, (data) => (data.step = undefined)), 'step'],
    [
      'a number that JSON has no word for',
      broken(monitor, (data) => (data.learningRate = NaN)),
      '#/data/learningRate'
    ],
    ['a pin of a network that nobody can build', withPins('A', { resolution: 3 }), '#/data/pins/0/spec'],
    ['a letter that is pinned twice', withPins('A', {}, 'A'), 'got A again'],
    ['a letter that no pin has', withPins('E', {}), '#/data/pins/0/letter'],
    [
      'curves of two lengths',
      broken(monitor, (data) => (data.curve = { ...state.curve, loss: [] })),
      'loss 0'
    ]
  ])('names what is wrong with %s', (_, value, part) => {
    const result = validateDocument(value);
    expect(result.ok).toBe(false);
    expect(!result.ok && result.error).toContain(part);
  });

  test('a document that would hold the page up is refused before it is read', () => {
    const spec = variant('b0');
    const [stage] = spec.stages;
    const deep = { ...spec, stages: [{ blocks: Array.from({ length: 1001 }, () => stage.blocks[0]) }] };
    const of = (view: string, data: object) =>
      validateDocument({ version: DOCUMENT_VERSION, view, sentence: '', data });
    expect(of('tool-comparison', { spec: deep })).toMatchObject({
      error: expect.stringContaining('1000 blocks')
    });
    const records = Array.from({ length: 2001 }, () => ({ name: 'a' }));
    expect(of('front', { ...FRONT_START, source: { document: { records } } })).toMatchObject({
      error: expect.stringContaining('2000 records')
    });
    const own = (names: string[]) => of('gates', { ...GATES_START, channelNames: names });
    expect(own(['x'.repeat(20_000_001)])).toMatchObject({ error: expect.stringContaining('characters') });
    expect(own(Array.from({ length: 300_001 }, () => 'a'))).toMatchObject({
      error: expect.stringContaining('300000 values')
    });
  });

  test('the published schema file is the schema in use', () => {
    const file = readFileSync(`${__dirname}/../../schema/v1.json`, 'utf8');
    expect(JSON.parse(file)).toEqual(JSON.parse(JSON.stringify(DOCUMENT_SCHEMA)));
  });
});

describe('an evaluation in a document', () => {
  const document = (change: object, data: object = {}): unknown => ({
    version: DOCUMENT_VERSION,
    view: 'evaluation',
    sentence: 'Right',
    data: { ...EVALUATION_START, evaluation: { ...KEPT, ...change }, ...data }
  });
  const many = <T>(length: number, item: T): T[] => Array.from({ length }, () => item);

  test.each([
    [document({ top1: 1.5 }), '#/data/evaluation/top1'],
    [document({ classes: many(5001, KEPT.classes[0]) }), '#/data/evaluation/classes'],
    [document({ mistakes: many(65, KEPT.mistakes[0]) }), '#/data/evaluation/mistakes'],
    [
      document({ mistakes: [{ ...KEPT.mistakes[0], image: { ...KEPT.mistakes[0].image, width: 65 } }] }),
      '#/data/evaluation/mistakes/0/image/width'
    ],
    [document({ confusion: { truth: [0], predicted: [2], counts: [50] } }), 'confusion.predicted'],
    [document({}, { selected: { truth: 2, predicted: 0 } }), 'selected'],
    [document({}, { sort: { column: 'colour', descending: true } }), '#/data/sort/column']
  ])('is refused where it is broken (%#)', (value, part) => {
    const result = validateDocument(value);
    expect(!result.ok && result.error).toContain(part);
  });

  test('is taken where it is sound, and where there is none', () => {
    expect(validateDocument(document({})).ok).toBe(true);
    expect(validateDocument(document({}, { evaluation: null })).ok).toBe(true);
  });
});

describe('gates in a document', () => {
  const document = (data: object): unknown => ({
    version: DOCUMENT_VERSION,
    view: 'gates',
    sentence: 'Gates',
    data: { ...GATES_START, ...data }
  });

  test.each([
    [{ gates: [[0.1, 0.2], [0.3]] }, /gates\[1\].*1 gates.*2 gates/],
    [{ gates: [[0.1, 1.5]] }, /gates\[0\]\[1\].*1\.5/],
    [{ gates: [[0.1, null]] }, /gates\[0\]\[1\]/],
    [{ gates: [[0.1, 0.2]], activations: [1] }, /activations.*2 channels expected, got 1/],
    [{ gates: Array.from({ length: 26 }, () => new Array<number>(10_000).fill(0.5)) }, /at most 250000 gates/]
  ])('refuses %#', (data, message) => {
    expect(validateDocument(document(data))).toMatchObject({
      ok: false,
      error: expect.stringMatching(message)
    });
  });

  test('takes none, and a matrix', () => {
    expect(validateDocument(document({})).ok).toBe(true);
    expect(validateDocument(document({ gates: [[0, 1]], channelNames: ['a', 'b'] })).ok).toBe(true);
  });
});
