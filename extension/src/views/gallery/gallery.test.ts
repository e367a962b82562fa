import { validateDocument } from '@efficientnet-lab/kernel-helpers/contract';
import { GALLERY_START, type GalleryResult } from '@efficientnet-lab/kernel-helpers/views/gallery';
import { describe, expect, it } from 'vitest';
import { exampleGallery } from './example';
import { keyTarget } from './grid-keys';
import { galleryModel } from './model';

describe('keys in the grid', () => {
  const target = (key: string, at: number): number | null =>
    keyTarget(key, at, { shown: 10, columns: 4, page: 8 });

  it('lead from image to image, by rows, pages and to the ends', () => {
    expect([target('ArrowRight', 0), target('ArrowLeft', 5)]).toEqual([1, 4]);
    expect([target('ArrowDown', 1), target('ArrowUp', 6)]).toEqual([5, 2]);
    expect([target('PageDown', 0), target('PageDown', 5), target('PageUp', 9), target('PageUp', 3)]).toEqual([
      8, 9, 1, 0
    ]);
    expect([target('Home', 7), target('End', 0)]).toEqual([0, 9]);
  });

  it('stay at the ends, and leave other keys alone', () => {
    expect([
      target('ArrowLeft', 0),
      target('ArrowRight', 9),
      target('ArrowUp', 3),
      target('ArrowDown', 6)
    ]).toEqual([0, 9, 3, 6]);
    expect(target('Tab', 0)).toBeNull();
  });
});

describe('the example', () => {
  it('is a sound document with right and wrong answers, and maps', () => {
    const data = { ...GALLERY_START, gallery: exampleGallery('Shapes') };
    expect(validateDocument({ version: 1, view: 'gallery', sentence: '', data })).toMatchObject({ ok: true });
    const { mistakes, answers, hasMaps, classes } = galleryModel(data).result as GalleryResult;
    expect(answers).toBe(30);
    expect(mistakes).toBeGreaterThan(3);
    expect(mistakes).toBeLessThan(15);
    expect([hasMaps, classes]).toEqual([true, ['circle', 'square', 'triangle']]);
  });
});
