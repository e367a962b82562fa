import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { bundleOf } from '../../kernel-helpers/lib/notebook/show';
import { rasterised, withPng } from '../../kernel-helpers/lib/notebook/png';
import { variant } from '@efficientnet-lab/kernel-helpers/analysis';

describe('pictures in pixels', () => {
  it('stand beside the SVG of what is shown, with its sentence for those who see none', async () => {
    const bundle = bundleOf(variant('b0'), new Date('2026-11-22'));
    const { data, metadata } = withPng(bundle);
    const { width, height, alt } = metadata['image/png'] as { width: number; height: number; alt: string };
    expect(alt).toBe(String(bundle['text/plain']).split('\n')[0]);
    const svg = String(bundle['image/svg+xml']);
    expect(svg).toContain(`width="${width}"`);
    const png = Buffer.from(String(data['image/png']), 'base64');
    expect(await sharp(png).metadata()).toMatchObject({ format: 'png', width: 1.25 * width });
    expect(height).toBeGreaterThan(200);
    // The same as the SVG but for its few colours.
    const pixels = await sharp(png).flatten({ background: '#fff' }).raw().toBuffer();
    const truth = await sharp(Buffer.from(svg), { density: 90 })
      .flatten({ background: '#fff' })
      .raw()
      .toBuffer();
    const difference = pixels.reduce((sum, value, i) => sum + Math.abs(value - truth[i]), 0) / pixels.length;
    expect(difference).toBeLessThan(3);
    expect(png.length).toBeLessThan(150_000);
  });

  it('are left out where none can be made, and where there is one', () => {
    expect(rasterised('<svg xmlns="http://www.w3.org/2000/svg"')).toBeNull();
    const bundle = { 'image/svg+xml': '<svg/>', 'image/png': 'given', 'text/plain': 'text' };
    expect(withPng(bundle)).toEqual({ data: bundle, metadata: {} });
    expect(withPng({ 'text/plain': 'text' }).metadata).toEqual({});
  });
});
