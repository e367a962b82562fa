import { describe, expect, it } from 'vitest';
import { DataError, type Dataset, imagesFromArrays, trainingBatches } from '../data';
import { MIME_TYPE } from '../contract';
import type { GalleryDocument } from '../views/gallery';
import { batchBundle, imagesBundle } from './gallery';

const SIDE = 8;
/** Image i has one bright pixel at place i. */
const dataset: Dataset = imagesFromArrays({
  name: 'dots',
  images: Array.from({ length: 20 * SIDE * SIDE }, (_, i) =>
    i % (SIDE * SIDE) === Math.floor(i / (SIDE * SIDE)) ? 255 : 0
  ),
  shape: [20, SIDE, SIDE],
  labels: Array.from({ length: 20 }, (_, i) => i % 2),
  classes: ['even', '<b>odd</b>']
});
const network = { resolution: SIDE, inputChannels: 1 };

const textOf = (bundle: Awaited<ReturnType<typeof batchBundle>>): string => String(bundle['text/plain']);
const svgOf = (bundle: Awaited<ReturnType<typeof batchBundle>>): string => String(bundle['image/svg+xml']);

describe('a batch as the network sees it', () => {
  it('is the first of the training run with these options', async () => {
    const view = { augmentation: { shift: 1 }, seed: 4, epoch: 2, batchSize: 5, count: 5 };
    const { value: batch } = await trainingBatches(dataset, { resolution: SIDE, channels: 1 }, view).next();
    const bundle = await batchBundle(dataset, network, view);
    const labels = [...(batch?.labels ?? [])].map((label) => dataset.classes[label]);
    expect(textOf(bundle).split('\n').slice(2)).toEqual(labels.map((label, i) => `${i + 1}: ${label}`));
    const bright = [...(batch?.pixels ?? [])].flatMap((value, i) =>
      value === 255 ? [i % (SIDE * SIDE)] : []
    );
    // The picture draws each run of equal pixels from its left end.
    const drawn = [...svgOf(bundle).matchAll(/fill="#fff" d="M(\d+) (\d+)h1v1h-1z"/g)].map(
      ([, x, y]) => SIDE * Number(y) + Number(x)
    );
    expect(drawn).toEqual(bright);
    expect(bright.length).toBeGreaterThan(0);
  });

  it('is the same each time, and another with another seed', async () => {
    const [first, again, other] = await Promise.all(
      [1, 1, 2].map((seed) => batchBundle(dataset, network, { seed }))
    );
    expect(first).toEqual(again);
    expect(first).not.toEqual(other);
  });

  it('names both labels of mixed images, with shares that make a whole', async () => {
    const text = textOf(await batchBundle(dataset, network, { augmentation: { mixUp: 0.8 } }));
    const shares = [...text.matchAll(/: (\d+) % (?:even|<b>odd<\/b>), (\d+) %/g)].map(
      ([, a, b]) => Number(a) + Number(b)
    );
    expect(shares.length).toBeGreaterThan(0);
    expect(shares.every((sum) => Math.abs(sum - 100) <= 1)).toBe(true);
    expect(text).toContain('Augmentation: mixUp 0.8.');
  });

  it('shows what there is of a small batch', async () => {
    const text = textOf(await batchBundle(dataset, network, { batchSize: 4 }));
    expect(text.split('\n').slice(2)).toHaveLength(4);
    expect(text).toContain('What the network sees: the first training batch');
  });

  it('escapes names, and stays small whatever the resolution', async () => {
    const bundle = await batchBundle(dataset, { resolution: 160, inputChannels: 3 }, { count: 20 });
    expect(svgOf(bundle)).not.toContain('<b>');
    expect(svgOf(bundle)).toContain('&lt;b&gt;odd');
    expect(svgOf(bundle).length).toBeLessThan(600_000);
    expect(textOf(bundle)).toContain('160 × 160 pixels');
  });

  it.each([{ count: 0 }, { count: 21 }, { count: 2.5 }, { batchSize: 21 }, { augmentation: { shift: -1 } }])(
    'refuses %j',
    async (view) => {
      await expect(batchBundle(dataset, network, view)).rejects.toBeInstanceOf(DataError);
    }
  );
});

describe('images side by side', () => {
  const pixels = { width: 300, height: 100, channels: 3, pixels: new Uint8Array(90_000).fill(128) };

  it('keep their shape and their captions', () => {
    const bundle = imagesBundle('Two & more', [
      { image: pixels, caption: 'one' },
      { image: pixels, caption: ['two', '<i>'] }
    ]);
    expect(textOf(bundle)).toBe('Two & more\n1: one\n2: two, <i>');
    const [, width, height] = /<rect width="(\d+)" height="(\d+)" fill="#888"/.exec(svgOf(bundle)) ?? [];
    expect(Number(width) / Number(height)).toBeCloseTo(3, 1);
    expect(svgOf(bundle)).toContain('&lt;i&gt;');
  });

  it('become a view, with what is known of them', () => {
    const map = { width: 2, height: 1, values: Float32Array.of(0, 1) };
    const known = { truth: 'cat', predicted: 'dog', probability: 1 + 1e-9, truthProbability: 0.1, map };
    const bundle = imagesBundle('Cats', [{ image: pixels, name: 'a.jpg', ...known }]);
    const { view, data } = bundle[MIME_TYPE] as GalleryDocument;
    expect(view).toBe('gallery');
    expect(data.gallery?.images[0]).toMatchObject({
      name: 'a.jpg',
      truth: 'cat',
      predicted: 'dog',
      probability: 1,
      truthProbability: 0.1,
      image: { width: 200, height: 67, channels: 3 },
      map: { width: 2, height: 1, channels: 1, base64: Buffer.of(0, 255).toString('base64') }
    });
    expect(textOf(bundle)).toContain('1: a.jpg, cat, read as dog, 100.0 % sure');
  });

  it('refuse what is no probability, no map, and a slip of the pen', () => {
    const show = (given: object) => () => imagesBundle('', [{ image: pixels, caption: '', ...given }]);
    expect(show({ probability: 1.5 })).toThrow(/probability/);
    expect(show({ map: { width: 1, height: 1, values: Float32Array.of(2) } })).toThrow(/values from 0 to 1/);
    expect(show({ predict: 'cat' })).toThrow(/predicted/);
  });

  it('are refused where there are none, or too many', () => {
    expect(() => imagesBundle('', [])).toThrow(DataError);
    expect(() => imagesBundle('', new Array(61).fill({ image: pixels, caption: '' }))).toThrow(/1 to 60/);
  });
});
