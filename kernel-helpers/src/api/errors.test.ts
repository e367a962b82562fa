import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as enet from '..';
import { EnetError } from '../analysis';

/** A slip of a notebook's author that the compiler would see. */
const unchecked = (value: unknown): never => value as never;

const SOURCES = join(__dirname, '..');
const sources = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
  .filter((name) => /(?<!\.(test|fixtures))\.ts$/.test(name))
  .map((name) => ({ name, text: readFileSync(join(SOURCES, name), 'utf8') }));

describe('errors', () => {
  it('have one base', () => {
    const classes = Object.entries(enet.errors);
    expect(classes.length).toBeGreaterThan(10);
    for (const [name, thrown] of classes) {
      expect(name === 'EnetError' || thrown.prototype instanceof EnetError, name).toBe(true);
    }
  });

  it('are all told to notebooks, but those that other errors are made of', () => {
    const defined = sources.flatMap(({ text }) =>
      [...text.matchAll(/^export (?:abstract )?class (\w+)(?:<.*>)? extends (?:Enet)?Error\b/gm)].map(
        ([, name]) => name
      )
    );
    const within = ['JsonLimitError', 'NotPlainFileError', 'TooManyPixels', 'ZipError'];
    expect(defined.filter((name) => !within.includes(name)).sort()).toEqual(Object.keys(enet.errors).sort());
  });

  it('extend Error by the base alone, but where a thread tells another in words', () => {
    const others = sources
      .filter(({ text }) => /class \w+ extends Error\b/.test(text))
      .map(({ name }) => name);
    expect(others).toEqual(['model/weights/formats/hdf5-worker.ts']);
  });

  const nowhere = join(__dirname, 'nowhere');
  const doors: Record<string, () => unknown> = {
    'variant of no name': () => enet.variant(unchecked('b9')),
    'scale by no number': () => enet.scale({ depth: 1, width: NaN, resolution: 224 }),
    'summarize of nothing': () => enet.summarize(unchecked(undefined)),
    'compound scaling by a word': () => enet.compoundScale(unchecked({ phi: 'big' })),
    'largest φ of nothing': () => enet.scaling.largestPhi({ macs: 1 }),
    'a column that is none': () => enet.showModelTable(enet.variant('b0'), unchecked({ sort: 'colour' })),
    'show of a function': () => enet.show(unchecked(() => 1)),
    'a table of no rows': () => enet.showRows('Costs', []),
    'an answer to no exercise': () => enet.checkAnswer('99.9', 1),
    'a front of no set': () => enet.showFront(unchecked({ set: 'none' })),
    'records of no CSV': () => enet.records.readRecordsCsv('a,b\n1,2', unchecked({})),
    'gates of nothing': () => enet.showGates(unchecked({ gates: 7 })),
    'a network of no kind': () => enet.buildEfficientNet(unchecked({ name: 'b0' })),
    'a preset of no name': () => enet.trainingPreset(unchecked('fast'), unchecked({})),
    'a folder of images that is not there': () => enet.loadImageFolder(nowhere),
    'an image that is not there': () => enet.loadImage(nowhere),
    'an archive that is not there': () => enet.loadNpz(nowhere),
    'digits that are not there': () => enet.loadMnist({ folder: nowhere }),
    'weights that are not there': () => enet.weights.loadWeightFile(nowhere),
    'a checkpoint that is not there': () => enet.loadCheckpoint(nowhere),
    'the record of no run': () => enet.loadRun(nowhere),
    'a download of no address': () => enet.data.downloadFile({ url: 'nowhere', name: 'weights' }),
    'a graph of no name': () =>
      enet.graph.compile(
        unchecked(() => 1),
        unchecked({ inputs: [], name: '1' })
      ),
    'a published network with a slip': () =>
      enet.loadEfficientNet('timm/efficientnet_b0', unchecked({ class: 2 }))
  };

  it.each(Object.entries(doors))('%s: got, expected and what to do', async (_, enter) => {
    const error: unknown = await Promise.resolve()
      .then(enter)
      .then(
        () => null,
        (thrown: unknown) => thrown
      );
    expect(error).toBeInstanceOf(EnetError);
    const { got, expected, remedy, message } = error as EnetError;
    expect('got' in (error as EnetError) && String(got)).toBeTruthy();
    expect(expected.length).toBeGreaterThan(0);
    expect(remedy).toMatch(/[.?]$/);
    expect(message).toContain(expected);
    expect(message.endsWith(remedy)).toBe(true);
  });
});
