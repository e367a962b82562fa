import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ArrayImages, imagesFromArrays } from './arrays';
import { evaluationBatches } from './batches';
import type { ChannelOrder } from './channel-order';
import { collected } from './collected.fixtures';
import { imageDataset } from './dataset';
import { loadNpz } from './npz';
import { NPZ_CHANNELS_FIRST } from './numpy.fixtures';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'channel-order-test-'));
});
afterAll(() => rm(folder, { recursive: true }));

const [COUNT, CHANNELS, HEIGHT, WIDTH] = [2, 3, 4, 5];
/** The pixel values of an image, told by where they are. */
const valueAt = (image: number, channel: number, y: number, x: number): number =>
  100 * image + 30 * channel + 6 * y + x;
const range = (length: number): number[] => Array.from({ length }, (_, i) => i);

/** [N, C, H, W] and [N, H, W, C], nested. */
const first = range(COUNT).map((image) =>
  range(CHANNELS).map((channel) =>
    range(HEIGHT).map((y) => range(WIDTH).map((x) => valueAt(image, channel, y, x)))
  )
);
const last = range(COUNT).map((image) =>
  range(HEIGHT).map((y) =>
    range(WIDTH).map((x) => range(CHANNELS).map((channel) => valueAt(image, channel, y, x)))
  )
);
const [rowFirst, rowLast] = [first.flat(3), last.flat(3)];
const labels = [0, 1];

/** One for images of that shape, with values that don't matter. */
function withShape(shape: number[], channels?: ChannelOrder): number[] {
  const values = new Uint8Array(shape.reduce((product, side) => product * side, 1));
  const ofLabels = { shape: [shape[0]], values: new Uint8Array(shape[0]) };
  return imageDataset('x', { shape, values, channels }, ofLabels, ['a']).shape;
}

describe('images with channels first', () => {
  const shape = [COUNT, CHANNELS, HEIGHT, WIDTH];
  const given: Array<[string, Pick<ArrayImages, 'images' | 'shape'>]> = [
    ['nested', { images: first }],
    ['in a row', { images: rowFirst, shape }],
    ['in bytes', { images: Uint8Array.from(rowFirst), shape }],
    ['in floats', { images: Float32Array.from(rowFirst), shape }]
  ];

  it.each(given)('%s are refused with what to do, and moved when they are said to be', (_, images) => {
    const refused = (): unknown => imagesFromArrays({ ...images, labels });
    expect(refused).toThrow(expect.objectContaining({ kind: 'wrong-shape' }));
    expect(refused).toThrow(/channels: 'first', or transpose\(0, 2, 3, 1\)/);
    const moved = imagesFromArrays({ ...images, labels, channels: 'first' });
    expect(moved.shape).toEqual([COUNT, HEIGHT, WIDTH, CHANNELS]);
    expect([...moved.images]).toEqual(rowLast);
  });

  it('are refused in an archive of NumPy and moved when they are said to be', async () => {
    const path = join(folder, 'first.npz');
    await writeFile(path, Buffer.from(NPZ_CHANNELS_FIRST, 'base64'));
    await expect(loadNpz(path)).rejects.toMatchObject({ kind: 'wrong-shape', got: 'sizes [4, 3, 4, 5]' });
    const { train, test } = await loadNpz(path, { channels: 'first', validation: 0 });
    expect([train.shape, test.shape]).toEqual([
      [4, 4, 5, 3],
      [2, 4, 5, 3]
    ]);
    const counted = (i: number): number => i % 251;
    const expected = range(2).flatMap((image) =>
      range(20).flatMap((pixel) => range(3).map((channel) => counted((image * 3 + channel) * 20 + pixel)))
    );
    expect([...test.images]).toEqual(expected);
  });

  it.each([[[4, 1, 28, 28]], [[4, 3, 32, 32]], [[4, 3, 16, 16]]])(
    '%j is not read as images of that many channels',
    (sizes) => {
      expect(() => withShape(sizes)).toThrow(/channels seem to come first/);
      expect(withShape(sizes, 'first')).toEqual([4, sizes[2], sizes[3], sizes[1]]);
    }
  );
});

it('a set put together by hand with channels first is refused for what it is', async () => {
  const shape: [number, number, number, number] = [COUNT, CHANNELS, HEIGHT, WIDTH];
  const data = {
    name: 'own',
    images: Uint8Array.from(rowFirst),
    labels: Uint8Array.from(labels),
    shape,
    classes: ['a', 'b']
  };
  const batches = collected(evaluationBatches(data, { resolution: 4, channels: CHANNELS }, 1));
  await expect(batches).rejects.toThrow(/images of 5 channels, expected 3.*channels: 'first'/);
});

describe('images with channels last', () => {
  it('need no word with 1 or 3 of them, or without that axis', () => {
    expect(imagesFromArrays({ images: last, labels }).images).toEqual(Uint8Array.from(rowLast));
    expect(withShape([4, 28, 28])).toEqual([4, 28, 28, 1]);
    expect(withShape([4, 28, 28, 1])).toEqual([4, 28, 28, 1]);
    expect(withShape([4, 28, 28, 3])).toEqual([4, 28, 28, 3]);
  });

  it.each([
    [
      [4, 3, 20, 3],
      "channels: 'last' for 3 × 20 pixels of 3 channels, channels: 'first' for 20 × 3 pixels of 3"
    ],
    [[4, 1, 20, 3], "channels: 'first' for 20 × 3 pixels of 1 channel."],
    [[4, 3, 20, 1], "channels: 'last' for 3 × 20 pixels of 1 channel,"],
    [[4, 16, 16, 16], "channels: 'last' for 16 × 16 pixels of 16 channels"],
    [[4, 64, 64, 13], "channels: 'last' for 64 × 64 pixels of 13 channels"],
    [[4, 2, 20, 30], "channels: 'first' for 20 × 30 pixels of 2 channels"]
  ])('%j could be either and has to be told', (sizes, remedy) => {
    expect(() => withShape(sizes)).toThrow(expect.objectContaining({ kind: 'wrong-shape' }));
    expect(() => withShape(sizes)).toThrow(remedy);
    expect(withShape(sizes, 'last')).toEqual(sizes);
    expect(withShape(sizes, 'first')).toEqual([4, sizes[2], sizes[3], sizes[1]]);
  });

  it('are not told by other words', () => {
    expect(() => withShape([4, 8, 8, 3], 'channels_last' as ChannelOrder)).toThrow(
      /channels: got "channels_last"/
    );
  });
});
