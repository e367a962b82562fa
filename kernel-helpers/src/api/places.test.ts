import { expect, it } from 'vitest';
import * as enet from '..';
import { placeOf } from './places';

it.each([
  ['trainingMemory', 'costs.trainingMemory'],
  ['SpecError', 'errors.SpecError'],
  ['blocksOf', 'specs.blocksOf'],
  ['weights.buildEfficientNet', 'buildEfficientNet'],
  ['front', 'showFront'],
  ['stoppingPoint', 'showStoppingPoint'],
  ['weights.readWeightFile', 'weights.loadWeightFile'],
  ['recordsFromCsv', 'records.readRecordsCsv']
])('%s is now %s', (asked, place) => {
  expect(placeOf(enet, asked)).toBe(place);
});

it.each(['train', 'costs.trainingMemory', 'nowhere', 'resolution', 'add'])('%s is nowhere else', (asked) => {
  expect(placeOf(enet, asked)).toBeNull();
});

it('every name that is in a group is found without it', () => {
  for (const [group, values] of Object.entries(enet)) {
    if (typeof values === 'object' && group !== 'B0' && group !== 'tf') {
      for (const name of Object.keys(values)) {
        expect(placeOf(enet, name), name).toMatch(new RegExp(`(^|\\.)(${name}|show\\w+)$`));
      }
    }
  }
});
