import { describe, expect, it } from 'vitest';
import { SpecError } from '../errors';
import { evaluationCrop, evaluationCropWords } from './evaluation-crop';
import { type AveragingFilter, type Interpolation, tapsOf } from './filters';
import { cropImage, type ImagePart, type Pixels } from './pixels';
import { resizeImage } from './resize';

/** A grey image whose levels tell column and row. */
function grid(width: number, height: number): Pixels {
  const pixels = Uint8Array.from(
    { length: width * height },
    (_, i) => (i % width) + 10 * Math.floor(i / width)
  );
  return { width, height, channels: 1, pixels };
}

type Sides = readonly [width: number, height: number, channels: number];

/** An image without any order. */
function scattered([width, height, channels]: Sides): Pixels {
  const pixels = Uint8Array.from(
    { length: width * height * channels },
    (_, i) => (37 * i * i + 101 * i) % 251
  );
  return { width, height, channels, pixels };
}

const base64 = ({ pixels }: Pixels): string => Buffer.from(pixels).toString('base64');

describe('weights', () => {
  // Keys' piecewise cubic with a = −1/2 and the triangle, in fractions, rounded to 2⁻²².
  it.each<[AveragingFilter, number, number, [number, number[]][]]>([
    [
      'bicubic',
      5,
      7,
      [
        [0, [4438632, -244328]],
        [0, [1847353, 2625797, -278846]],
        [0, [-305707, 3485063, 1137231, -122283]],
        [1, [0, 4194304, 0, 0]],
        [1, [-122283, 1137231, 3485063, -305707]],
        [2, [-278846, 2625797, 1847353]],
        [3, [-244328, 4438632]]
      ]
    ],
    [
      'bicubic',
      7,
      3,
      [
        [0, [1606689, 1843464, 896363, 0, -135300, -16913]],
        [0, [-128031, 189486, 1157403, 1756589, 1157403, 189486, -128031]],
        [1, [-16913, -135300, 0, 896363, 1843464, 1606689]]
      ]
    ],
    [
      'bilinear',
      7,
      3,
      [
        [0, [1497966, 1797559, 898779, 0]],
        [1, [246724, 986895, 1727066, 986895, 246724]],
        [4, [898779, 1797559, 1497966]]
      ]
    ]
  ])('of %s from %d pixels to %d', (filter, from, to, expected) => {
    const taps = tapsOf(filter, from, { start: 0, length: from }, to, { start: 0, length: to });
    // Where a filter ends on a pixel, rounding decides whether it is listed with weight 0.
    const listed = ([first, weights]: readonly [number, Iterable<number>]): number[][] =>
      [...weights].flatMap((weight, i) => (weight === 0 ? [] : [[first + i, weight]]));
    expect(taps.map(({ first, weights }) => listed([first, weights]))).toEqual(expected.map(listed));
  });
});

describe('resizing', () => {
  // Pillow 13, the image as `Image.fromarray`.
  it.each<[Sides, [number, number], Interpolation, ImagePart | undefined, string]>([
    [[5, 4, 3], [3, 2], 'bilinear', undefined, 'QYVvh2dabIlgqFaZs39gw4V9'],
    [[5, 4, 3], [3, 2], 'bicubic', undefined, 'NYltiGdVZ4dcsVCetoJeyod+'],
    [
      [3, 2, 3],
      [7, 4],
      'bilinear',
      undefined,
      'AIpjE5luTcaOhvOvmo+qriumtQqkI5hbLZ1lS66FaL+ke3WejiuZlROXarNKYaZURn9yLFiPPUGHTit/VCR8jcBCe6pLRGdoDiSEHid7LityMyxv'
    ],
    [
      [3, 2, 3],
      [7, 4],
      'bicubic',
      undefined,
      'AHlfApRtSN6Rkf+zsZ2zviCrxgCoIJBVJJxjR76Gbcimh3ullyObnwmYeb9DaatPRH5wJ0+NMzWJSSh9UiR4p9Y5i7NFQ15lAxKACRN7IittKzFo'
    ],
    [[9, 6, 1], [5, 7], 'bicubic', undefined, 'PHrUmF6YS05ZUXhCM1UvcoZTikKSqI+1bo2Bybp6f6a4w3c='],
    [[6, 8, 1], [4, 4], 'bicubic', undefined, 'Sm2gmT5VTFF1WYyKvmetfQ=='],
    [[6, 9, 1], [4, 4], 'bicubic', undefined, 'Rm2Wj0ZOUF2IY6OI132sdg=='],
    [
      [5, 9, 3],
      [4, 4],
      'bilinear',
      undefined,
      'Q2l3cYZhmGtFaZFpqE2itISTr3aHq42ia0jCdW2yqk+npJmKnrCQt1arwHxwwjh1'
    ],
    [[2, 2, 1], [9, 3], 'bicubic', undefined, 'AAAAHEJohZSbMDE1Rl10hY6SZWdqcHh/hYeJ'],
    [
      [6, 5, 3],
      [4, 3],
      'bilinear',
      { left: 0.3, top: 0.7, width: 4.6, height: 3.4 },
      'MZ44iUZPd5Btf02tlbo01L8zqJNlzYmmoTjLxTqvkmHHp5Xt'
    ],
    [
      [6, 5, 3],
      [4, 3],
      'bicubic',
      { left: 0.3, top: 0.7, width: 4.6, height: 3.4 },
      'JaQzkS1McZxtgEe2l74w5s8mpI9j14ysoy/V0i+vil/KpZ/1'
    ],
    [
      [6, 5, 3],
      [4, 3],
      'nearest',
      { left: 0.3, top: 0.7, width: 4.6, height: 3.4 },
      'AdgDjjAcUtKhuiLPha4m6tkXmmyI7qOikQzMzg+Vaonyqqz4'
    ],
    [
      [6, 12, 1],
      [5, 3],
      'bicubic',
      { left: 0.5, top: 1.25, width: 5.25, height: 9.75 },
      'SVhfbGqcW5OdfI9/uYGf'
    ],
    [
      [7, 5, 3],
      [4, 8],
      'nearest',
      undefined,
      'AIpjtQqkDiSEAdgDAIpjtQqkDiSEAdgDczI7UtKhyxam4+9K6tkX7qOikQzMzg+V6tkX7qOikQzMzg+Vaonyk3inWwb2vS7k6T3WPFGwKQQpsFE86T3WPFGwKQQpsFE8'
    ]
  ])('of %j to %j by %s, box %j, is Pillow’s', (sides, [width, height], interpolation, box, expected) => {
    expect(base64(resizeImage(scattered(sides), { width, height }, interpolation, box))).toBe(expected);
  });

  it('halves by the weights of the widened triangle: 1, 3, 3, 1 eighths, without those beyond the edge', () => {
    const image: Pixels = {
      width: 8,
      height: 1,
      channels: 1,
      pixels: Uint8Array.of(0, 80, 0, 0, 160, 0, 0, 0)
    };
    expect([...resizeImage(image, { width: 4, height: 1 }, 'bilinear').pixels]).toEqual([34, 30, 60, 0]);
  });

  it('keeps the image at its own size, whatever the filter', () => {
    for (const interpolation of ['nearest', 'bilinear', 'bicubic'] as const) {
      expect(resizeImage(grid(7, 5), { width: 7, height: 5 }, interpolation)).toEqual(grid(7, 5));
    }
  });

  it('of a part by the nearest pixel is cropping', () => {
    const box = { left: 2, top: 1, width: 4, height: 3 };
    expect(resizeImage(grid(9, 7), box, 'nearest', box).pixels).toEqual(cropImage(grid(9, 7), box).pixels);
  });

  it('crops whole pixels of three channels', () => {
    const image = { width: 3, height: 2, channels: 3, pixels: Uint8Array.from({ length: 18 }, (_, i) => i) };
    const part = cropImage(image, { left: 1, top: 1, width: 2, height: 1 });
    expect(part).toEqual({ width: 2, height: 1, channels: 3, pixels: Uint8Array.of(12, 13, 14, 15, 16, 17) });
  });

  it('clips what bicubic overshoots', () => {
    const pixels = Uint8Array.from({ length: 8 }, (_, i) => (i < 4 ? 0 : 255));
    const wide = resizeImage(
      { width: 8, height: 1, channels: 1, pixels },
      { width: 32, height: 1 },
      'bicubic'
    );
    expect(Math.min(...wide.pixels.subarray(0, 14))).toBe(0);
    expect([...wide.pixels.subarray(18)]).toEqual(new Array<number>(14).fill(255));
  });
});

describe('the view of an evaluation', () => {
  // torchvision's `Resize` and `CenterCrop` on Pillow 13.
  it.each<[Sides, number, number, AveragingFilter, string]>([
    [[9, 7, 3], 4, 0.8, 'bicubic', 's1Kme5BJWWdVW5I2yhmylKejvr2EdInOyZWOcGajYkNpnVtup3KW0nd+jbOeocGs'],
    [[7, 10, 3], 4, 0.8, 'bilinear', 'oZTIm5C2XovDYEWvt5fAqmezhGZwqUlCyKKnr1u4slGrt0SgT2qgL7ybVHdwljyQ'],
    [[7, 13, 1], 5, 0.875, 'bicubic', 'fEtlVESwplLrZtGDcousvaipdEiJpsC9jw=='],
    [[11, 8, 1], 5, 0.8, 'bilinear', 'gqSSQ45SMnl3dHxtnsKIiseQtHmMrl2jlA=='],
    [[6, 30, 1], 5, 0.9, 'bicubic', 'QfixF8x+nb+Or4pwsqCJHShvXGePN1a+uQ=='],
    [[12, 8, 1], 7, 0.7, 'bicubic', 'N2yKa1h/aoXmo7W1SqHy8WWO8sUh7ZJhf3MZsoyLwMKWgfRNMtrDf8zNbDu1g0Wpmw=='],
    // Left, right, above and below there is more than the filters reach.
    [[14, 40, 3], 4, 0.4, 'bilinear', 'TXBCaKReboRgYGW1l0SKfG6al3+vcZvDnWKLi5urmX7bh52RdXy8mZacY7dqgb6X'],
    [[40, 14, 3], 4, 0.4, 'bicubic', 'vIF0yXOfY8+NbL+QXWplpDZmhJ17xFCygVSIfIabaHeLSpzMgoeaQJN2OI9tZHaF'],
    [[13, 60, 3], 3, 0.3, 'bicubic', 'lMObgcVxp89UW15aRqCjsYyMVXpbQjZQZUTa']
  ])(
    'of %j at %d with fraction %d by %s is torchvision’s',
    (sides, resolution, cropFraction, interpolation, expected) => {
      const view = evaluationCrop(scattered(sides), { resolution, cropFraction, interpolation });
      expect([view.width, view.height, view.channels]).toEqual([resolution, resolution, sides[2]]);
      expect(base64(view)).toBe(expected);
    }
  );

  it('is the middle of the image whose shorter side is resolution / fraction', () => {
    const image = grid(12, 8);
    const view = { resolution: 7, cropFraction: 0.875, interpolation: 'bicubic' } as const;
    // A margin of half a pixel is rounded to the even side, as Python rounds.
    expect(evaluationCrop(image, view)).toEqual(cropImage(image, { left: 2, top: 0, width: 7, height: 7 }));
  });

  it('of a very long image takes no more than what it shows', () => {
    const line: Pixels = { width: 200_000, height: 1, channels: 1, pixels: new Uint8Array(200_000).fill(9) };
    const view = evaluationCrop(line, { resolution: 32, cropFraction: 0.5, interpolation: 'bilinear' });
    expect(view).toEqual({ width: 32, height: 32, channels: 1, pixels: new Uint8Array(1024).fill(9) });
  });

  it('is said in words', () => {
    const view = { resolution: 380, cropFraction: 0.922, interpolation: 'bicubic' } as const;
    expect(evaluationCropWords(view)).toMatch(/^the shorter side resized to 412 px .+ 380 × 380 px taken$/);
  });

  it('refuses fractions that are none', () => {
    const view = { resolution: 7, cropFraction: 1.5, interpolation: 'bicubic' } as const;
    expect(() => evaluationCrop(grid(9, 9), view)).toThrow(SpecError);
  });
});
