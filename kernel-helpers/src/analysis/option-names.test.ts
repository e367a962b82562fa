import { describe, expect, it } from 'vitest';
import { SpecError } from './errors';
import { nearestName, requireOptions, unknownOption } from './option-names';

const TRAINING = ['epochs', 'batchSize', 'learningRate', 'optimizer', 'lossScale', 'labelSmoothing', 'seed'];
const BUILDING = ['classes', 'resolution', 'inputChannels', 'dropout', 'seed', 'classifierActivation'];

describe('the nearest name', () => {
  it.each([
    ['lr', 'learningRate'],
    ['LR', 'learningRate'],
    ['learning_rate', 'learningRate'],
    ['learningrate', 'learningRate'],
    ['learningRat', 'learningRate'],
    ['epoch', 'epochs'],
    ['Epochs', 'epochs'],
    ['num_epochs', 'epochs'],
    ['epcohs', 'epochs'],
    ['batch', 'batchSize'],
    ['batch_size', 'batchSize'],
    ['bs', 'batchSize'],
    ['optimiser', 'optimizer'],
    ['optim', 'optimizer'],
    ['random_seed', 'seed'],
    ['smoothing', 'labelSmoothing']
  ])('to %s is %s', (name, nearest) => {
    expect(nearestName(name, TRAINING)).toBe(nearest);
  });

  it.each([
    ['num_classes', 'classes'],
    ['clases', 'classes'],
    ['class', 'classes'],
    ['image_size', 'resolution'],
    ['in_chans', 'inputChannels'],
    ['drop_rate', 'dropout'],
    ['activation', 'classifierActivation']
  ])('to %s is %s', (name, nearest) => {
    expect(nearestName(name, BUILDING)).toBe(nearest);
  });

  it.each([
    // A slip in five letters: two swapped at the start, within and at the end; one more, less or other.
    ['edpth', 'depth'],
    ['detph', 'depth'],
    ['depht', 'depth'],
    ['deptth', 'depth'],
    ['deth', 'depth'],
    ['dopth', 'depth'],
    // Two of five are too many, a letter in the place of one of two swapped among them.
    ['dexph', null],
    ['detxh', null],
    ['dopch', null],
    ['edpht', null],
    // Two of eleven aren’t.
    ['opptimizzer', 'optimizer'],
    // In four letters one more is a slip, another one another word.
    ['step', 'steps'],
    ['SEED', 'seed'],
    ['sead', null],
    // The nearer of two: one letter, not two.
    ['rotion', 'ration']
  ])('to %s is %s, letter by letter', (name, nearest) => {
    expect(nearestName(name, ['ratios', 'ration', 'depth', 'steps', 'seed', 'optimizer'])).toBe(nearest);
  });

  it.each(['loss', 'metrics', 'callbacks', 'verbose', 'x', 'e', '', 'workers'])('to %j is none', (name) => {
    expect(nearestName(name, TRAINING)).toBeNull();
  });

  it('is one of those known, not one that another function has', () => {
    expect(nearestName('lr', ['epochs'])).toBeNull();
    expect(nearestName('imgSize', ['batchSize'])).toBeNull();
  });
});

describe('options', () => {
  const names = { epochs: true, batchSize: true } as const;
  type Options = { epochs?: number; batchSize?: number };

  it('that are known, or have no value, are taken', () => {
    requireOptions<Options>({}, names);
    requireOptions<Options>({ epochs: 1 }, names);
    requireOptions<Options>({ lr: undefined } as Options, names);
    expect(unknownOption({ epochs: null }, ['epochs'])).toBeNull();
  });

  it('that there are not are refused with those that there are', () => {
    const refused =
      (options: object): (() => void) =>
      () =>
        requireOptions<Options>(options, names, 'run.');
    expect(refused({ epochs: 1, epoch: 2 })).toThrow(SpecError);
    expect(refused({ epochs: 1, epoch: 2 })).toThrow(
      'run.epoch: got 2, expected no such option. Did you mean epochs? The options are epochs, batchSize.'
    );
    expect(refused({ loss: 'mse' })).toThrow(
      'run.loss: got "mse", expected no such option. The options are epochs, batchSize.'
    );
    // A name that every object has is no option either.
    expect(refused({ toString: 1 })).toThrow('run.toString');
    expect(refused(null as never)).toThrow('run.options: got null, expected an object');
    // Keras's `fit` takes a number there.
    expect(refused(3 as never)).toThrow('run.options: got 3, expected an object');
  });
});
