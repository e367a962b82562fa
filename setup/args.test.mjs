import { describe, expect, it } from 'vitest';
import {
  parseBenchArguments,
  parseSetupArguments,
  parseStartArguments,
  parseTestArguments
} from './args.mjs';

describe('npm start', () => {
  it('passes what is not ours on to JupyterLab, in its order', () => {
    const { flavour, execute, passedOn } = parseStartArguments([
      '--no-browser',
      '--cpu',
      '--port',
      '9000',
      'a.ipynb'
    ]);
    expect(flavour).toBe('cpu');
    expect(execute).toBeUndefined();
    expect(passedOn).toEqual(['--no-browser', '--port', '9000', 'a.ipynb']);
  });

  it.each([
    [['--execute'], {}],
    [['--execute', 'x.ipynb'], { notebook: 'x.ipynb' }],
    [['--execute=x.ipynb'], { notebook: 'x.ipynb' }],
    [['--execute', '--gpu'], {}]
  ])('reads %j', (words, execute) => {
    expect(parseStartArguments(words).execute).toEqual(execute);
  });

  it.each([
    [['--sweep', 'x.json'], { definition: 'x.json' }],
    [['--sweep=x.json', '--extend'], { definition: 'x.json' }]
  ])('reads %j as a sweep, and passes on its options', (words, sweep) => {
    const parsed = parseStartArguments(words);
    expect(parsed.sweep).toEqual(sweep);
    expect(parsed.passedOn).toEqual(words.filter((word) => word === '--extend'));
  });

  it('passes parameters of a notebook on', () => {
    const words = ['-p', 'epochs', '1', '-p', 'name', '-p'];
    const { execute, passedOn } = parseStartArguments(['--execute', 'x.ipynb', ...words]);
    expect([execute, passedOn]).toEqual([{ notebook: 'x.ipynb' }, words]);
  });

  it.each([[['--sweep']], [['--sweep', '--gpu']], [['--sweep=']], [['--sweep', 'x.json', '--execute']]])(
    'refuses %j',
    (words) => {
      expect(() => parseStartArguments(words)).toThrow(/"--sweep"/);
    }
  );

  it('refuses flags of JupyterLab where no JupyterLab starts', () => {
    expect(() => parseStartArguments(['--execute', 'x.ipynb', '--no-browser'])).toThrow(/"--no-browser"/);
    expect(() => parseStartArguments(['--execute', 'x.ipynb', '-p', 'epochs'])).toThrow(/"-p", "epochs"/);
  });

  it('refuses both flavours at once', () => {
    expect(() => parseStartArguments(['--cpu', '--gpu'])).toThrow(/both/);
    expect(parseStartArguments(['--gpu', '--gpu']).flavour).toBe('gpu');
  });
});

describe('npm run setup and npm test', () => {
  it('take one part by its name', () => {
    expect(parseTestArguments(['--only', 'browser', '--gpu'])).toEqual({
      flavour: 'gpu',
      runners: ['browser']
    });
    expect(parseSetupArguments(['--only', 'kernel'], ['kernel'])).toEqual({
      flavour: undefined,
      only: 'kernel'
    });
  });

  it.each([[['--only', 'moon']], [['--only']], [['--slow']]])('refuse %j and show the usage', (words) => {
    expect(() => parseTestArguments(words)).toThrow(
      expect.objectContaining({ remedy: expect.stringContaining('npm test') })
    );
  });

  it('of npm run check: what is fast, and nothing that is not', () => {
    const { runners } = parseTestArguments(['--fast']);
    expect(runners).toContain('unit');
    const all = parseTestArguments([]).runners;
    expect(runners.filter((name) => !all.includes(name))).toEqual(['lint']);
    expect(all).toContain('browser');
    expect(parseTestArguments(['--fast', '--only', 'types']).runners).toEqual(['types']);
    expect(() => parseTestArguments(['--fast', '--only', 'browser'])).toThrow(
      expect.objectContaining({ remedy: expect.stringContaining('npm run check') })
    );
  });

  it('of the benchmarks: one of them, with or without PyTorch', () => {
    expect(parseBenchArguments([], ['frames'])).toEqual({
      withPytorch: true,
      only: undefined,
      table: undefined
    });
    const words = ['--only', 'frames', '--without-pytorch'];
    expect(parseBenchArguments(words, ['frames'])).toEqual({
      withPytorch: false,
      only: 'frames',
      table: undefined
    });
    expect(() => parseBenchArguments(['--only', 'speed'], ['frames'])).toThrow(
      /"speed".*none of its choices/
    );
  });

  it('of the benchmarks: the tables, of a record, of what is measured now, or as before', () => {
    const parsed = (/** @type {string[]} */ ...words) => parseBenchArguments(words, ['frames', 'execution']);
    expect(parsed('--table').table).toEqual({ record: undefined });
    expect(parsed('--table', 'results/execution.json').table).toEqual({ record: 'results/execution.json' });
    expect(parsed('--table', '--only', 'execution')).toMatchObject({
      only: 'execution',
      table: { record: undefined }
    });
    expect(() => parsed('--only', 'frames', '--table')).toThrow(/"--table" got the benchmark frames/);
    expect(() => parsed('--only', 'execution', '--table', 'x.json')).toThrow(/a record and a benchmark/);
  });
});
