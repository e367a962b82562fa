import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, expect, it } from 'vitest';
import { DataError } from '../../kernel-helpers/src/data';
import { bmpOf } from '../../kernel-helpers/src/data/image-files.fixtures';
import { readImage } from '../../kernel-helpers/src/data/read-image';
import { mutated } from '../weights/mutations';

const FILES = 500;
const SIDE = 24;
/** In KiB. */
const MEMORY = 300 * 1024;
const folder = mkdtempSync(join(tmpdir(), 'damaged-images-'));
afterAll(() => rmSync(folder, { recursive: true }));

it.each(['png', 'jpeg', 'webp', 'tiff', 'gif', 'avif', 'bmp'] as const)(
  `${FILES} damaged %s files end in typed errors only`,
  async (format) => {
    const pixels = Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, i) => (i * 37 + (i >> 4)) % 256);
    const image = sharp(pixels, { raw: { width: SIDE, height: SIDE, channels: 3 } });
    const whole = format === 'bmp' ? bmpOf(pixels, SIDE) : await image.toFormat(format).toBuffer();
    const path = join(folder, `mutated.${format}`);
    const before = process.resourceUsage().maxRSS;
    const counts = { read: 0, refused: 0 };
    for (let seed = 0; seed < FILES; seed++) {
      writeFileSync(path, mutated(whole, seed));
      try {
        const image = await readImage(path, 3);
        expect(image.pixels.length).toBe(image.width * image.height * 3);
        counts.read++;
      } catch (error) {
        if (!(error instanceof DataError)) {
          throw new Error(`mutation ${seed}`, { cause: error });
        }
        counts.refused++;
      }
    }
    // Both happen, or the mutations would test nothing.
    expect(Math.min(counts.read, counts.refused)).toBeGreaterThan(FILES / 100);
    expect(process.resourceUsage().maxRSS - before).toBeLessThan(MEMORY);
  }
);
