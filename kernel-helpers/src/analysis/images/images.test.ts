import { describe, expect, it } from 'vitest';
import { SpecError } from '../errors';
import { evaluationCrop } from './evaluation-crop';
import { cropImage, type Pixels } from './pixels';
import { resizeImage } from './resize';

/** A grey image whose levels tell column and row. */
function grid(width: number, height: number): Pixels {
  const pixels = Uint8Array.from(
    { length: width * height },
    (_, i) => (i % width) + 10 * Math.floor(i / width)
  );
  return { width, height, channels: 1, pixels };
}

describe('resizing', () => {
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

  it('refuses fractions that are none', () => {
    const view = { resolution: 7, cropFraction: 1.5, interpolation: 'bicubic' } as const;
    expect(() => evaluationCrop(grid(9, 9), view)).toThrow(SpecError);
  });
});
