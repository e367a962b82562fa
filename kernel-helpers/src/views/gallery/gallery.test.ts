import { describe, expect, it } from 'vitest';
import { validateDocument } from '../../contract';
import { ENGLISH, sentenceOf } from '../../wording/words';
import { viewDocument } from '../document';
import { encoded } from '../images';
import { RINGS } from '../evaluation/evaluation.fixtures';
import { expectHarmless, expectStored } from '../pictures.fixtures';
import { galleryCell } from './cell';
import { galleryState, IMAGES, PLAIN } from './gallery.fixtures';
import { galleryPicture } from './picture';
import { galleryResult, type GalleryResult } from './result';
import { GALLERY_LIMITS, GALLERY_START, type GalleryImage, type GalleryState } from './state';
import { galleryTable, galleryWords, imageLines } from './words';

const resultOf = (state: Partial<GalleryState> = {}): GalleryResult =>
  galleryResult(galleryState(state)) as GalleryResult;
const placesOf = (state: Partial<GalleryState>): number[] => resultOf(state).shown.map(({ place }) => place);

describe('images of a gallery', () => {
  it('have the loss of their own class', () => {
    const losses = resultOf().items.map(({ loss }) => loss);
    expect(losses[0]).toBeCloseTo(0.105360516, 8);
    expect(losses[1]).toBeCloseTo(1.203972804, 8);
    expect(losses[2]).toBeCloseTo(2.995732274, 8);
    expect(losses.slice(3)).toEqual([Math.LN2, null]);
  });

  it('are wrong, right, or without an answer', () => {
    expect(resultOf()).toMatchObject({
      answers: 4,
      mistakes: 2,
      classes: ['disc', 'ring'],
      hasLoss: true,
      hasProbability: true,
      hasMaps: true
    });
    expect(placesOf({ shown: 'mistakes' })).toEqual([1, 2]);
    expect(placesOf({ shown: 'right' })).toEqual([0, 3]);
  });

  it('are of a class by truth or by answer', () => {
    expect(placesOf({ ofClass: 'disc' })).toEqual([1, 2, 3]);
    expect(placesOf({ ofClass: 'disc', shown: 'right' })).toEqual([3]);
  });

  it('are sorted by confidence and by loss; what has none comes last, equal ones stay', () => {
    expect(placesOf({ order: 'confidence' })).toEqual([2, 0, 1, 3, 4]);
    expect(placesOf({ order: 'loss' })).toEqual([2, 1, 3, 0, 4]);
    const impossible = { ...IMAGES[1], truthProbability: 0 };
    const images = [IMAGES[0], impossible, impossible, IMAGES[2]];
    expect(placesOf({ order: 'loss', gallery: { title: '', note: '', images } })).toEqual([1, 2, 3, 0]);
  });

  it('are told in words, in lines, and in a table of those that are shown', () => {
    const words = galleryWords(resultOf({ shown: 'mistakes' }), ENGLISH);
    expect(sentenceOf(words)).toBe('Five & more');
    expect(words.detail).toBe(
      'Of 4 images with an answer 2 are wrong: 50.0 %. 2 of 5 images are shown. Typed.'
    );
    expect(IMAGES.map((image) => imageLines(image, ENGLISH))).toEqual([
      ['a.png', 'ring, right', '90.0 % sure'],
      ['b.png', 'ring, read as disc', '60.0 % sure'],
      ['c.png', 'disc, read as ring', '95.0 % sure'],
      ['d <d>.png', 'disc, right', '50.0 % sure'],
      ['nobody', 'knows']
    ]);
    expect(
      galleryTable(resultOf({ order: 'loss', ofClass: 'disc' }), ENGLISH).rows.map(([name]) => name)
    ).toEqual(['c.png', 'b.png', 'd <d>.png']);
  });

  it.each([
    [[IMAGES[0]], 'Of 1 image with an answer none is wrong.'],
    [[IMAGES[0], IMAGES[1]], 'Of 2 images with an answer 1 is wrong: 50.0 %.'],
    [[PLAIN], '']
  ])('say how many are wrong (%#)', (images, detail) => {
    expect(galleryWords(resultOf({ gallery: { title: 't', note: '', images } }), ENGLISH).detail).toBe(
      detail
    );
  });
});

describe('the picture', () => {
  it.each([
    ['gallery', {}],
    ['gallery-map', { heat: 'map', ofClass: 'disc', order: 'loss' }]
  ] as const)('%s', async (name, state) => {
    await expectStored(galleryPicture(galleryState(state)), name);
  });

  it('holds nothing active, and the map where it is asked for', () => {
    const one = { title: '<script>', note: '<b>', images: [{ ...IMAGES[3], predicted: '<a>' }] };
    const plain = galleryPicture(galleryState({ gallery: one }));
    expectHarmless(plain);
    const mapped = galleryPicture(galleryState({ gallery: one, heat: 'map' }));
    expectHarmless(mapped);
    const colours = (svg: string): number => new Set(svg.match(/fill="#[0-9a-f]{3}"/g)).size;
    expect(colours(mapped)).toBeGreaterThan(colours(plain));
  });

  it('says that there is nothing yet', () => {
    expect(galleryPicture(GALLERY_START)).toContain('No images yet.');
  });
});

describe('the cell', () => {
  it('tells all images in its text, whatever of them is looked at', () => {
    const { document, text } = galleryCell(galleryState({ shown: 'mistakes' }));
    expect(validateDocument(JSON.parse(JSON.stringify(document)))).toMatchObject({ ok: true });
    expect(text.split('\n')).toHaveLength(2 + IMAGES.length);
    expect(text).toContain('4: d <d>.png, disc, right, 50.0 % sure');
  });
});

describe('a document', () => {
  const broken = (image: Partial<GalleryImage>, state: Partial<GalleryState> = {}) =>
    validateDocument(
      viewDocument(
        'gallery',
        '',
        galleryState({ gallery: { title: '', note: '', images: [{ ...PLAIN, ...image }] }, ...state })
      )
    );
  const [wide, tall] = [GALLERY_LIMITS.side + 1, 1];
  const blank = (width: number, height: number, channels: number) =>
    encoded({ width, height, channels, values: new Uint8Array(width * height * channels) });

  it.each([
    ['no images', {}, { gallery: { title: '', note: '', images: [] } }, /at least one/],
    ['an image that is too wide', { image: blank(wide, tall, 1) }, {}, /images\/0\/image/],
    [
      'fewer pixels than claimed',
      { image: { ...encoded(RINGS), height: 13 } },
      {},
      /208 characters of base64/
    ],
    ['no base64', { image: { ...encoded(RINGS), base64: '<'.repeat(192) } }, {}, /192 characters of base64/],
    ['a map in colour', { map: blank(2, 2, 3) }, {}, /3 channels/],
    ['a map of other pixels', { map: { ...blank(2, 2, 1), width: 3 } }, {}, /gallery maps\[0\]/],
    ['a file of another kind', { file: 'data:image/svg+xml;base64,AAAA' }, {}, /data:image\/png or/],
    ['an address', { file: 'https://example.org/a.png' }, {}, /data:image\/png or/],
    ['a probability above 1', { probability: 1.1 }, {}, /probability/],
    [
      'an image enlarged that is not there',
      {},
      { enlarged: 1 },
      /enlarged: got 1, expected a place from 0 to 0/
    ],
    ['another field', { href: 'x' } as object, {}, /href/]
  ])('is refused with %s', (_, image, state, message) => {
    const result = broken(image, state);
    expect(!result.ok && result.error).toMatch(message);
  });

  it('is refused with more pixels than a notebook keeps', () => {
    const images = Array.from({ length: 2 }, () => ({ ...PLAIN, image: blank(200, 200, 3) }));
    const state = galleryState({ gallery: { title: '', note: '', images } });
    expect(validateDocument(viewDocument('gallery', '', state))).toMatchObject({
      ok: false,
      error: expect.stringContaining('160240 characters at most')
    });
  });

  it('of nothing is sound', () => {
    expect(validateDocument(viewDocument('gallery', '', GALLERY_START))).toMatchObject({ ok: true });
  });
});
