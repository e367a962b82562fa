import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DataError, type DecodeOptions } from '../../kernel-helpers/src/data';
import { readImage } from '../../kernel-helpers/src/data/read-image';

const PYTHON = join(__dirname, '..', '..', '.setup', 'bench-venv', 'bin', 'python');

interface Form {
  name: string;
  options: DecodeOptions;
}
interface Read extends Form {
  width: number;
  height: number;
  /** The largest difference of a value, of 255. */
  tolerance: number;
  /** The channels that are compared, if not 1 and 3. */
  only?: number;
}
interface Refused extends Form {
  kind: string;
  /** What the message matches. */
  reason: string;
}

let folder: string;
let forms: Array<Read | Refused>;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'image-forms-'));
  const { status, stderr } = spawnSync(PYTHON, [join(__dirname, 'image_forms.py'), folder], {
    encoding: 'utf8'
  });
  expect(status, stderr).toBe(0);
  forms = JSON.parse(readFileSync(join(folder, 'forms.json'), 'utf8')) as typeof forms;
});
afterAll(() => rmSync(folder, { recursive: true }));

it('every form of image has the pixels of its reference, in colour and in grey, from a file and from bytes', async () => {
  const wrong: string[] = [];
  const read = forms.filter((form): form is Read => 'tolerance' in form);
  for (const { name, options, width, height, tolerance, only } of read) {
    const path = join(folder, name);
    for (const channels of only === undefined ? [3, 1] : [only]) {
      const expected = readFileSync(`${path}.${channels === 3 ? 'rgb' : 'l'}`);
      for (const source of [path, readFileSync(path)]) {
        const image = await readImage(source, channels, options).catch((error: unknown) => String(error));
        const difference =
          typeof image === 'string'
            ? image
            : differenceOf(image, { width, height, channels, pixels: expected });
        if (typeof difference === 'string' || difference > tolerance) {
          wrong.push(`${name}, ${channels} channels: ${difference}`);
        }
      }
    }
  }
  expect(wrong).toEqual([]);
  expect(read.length).toBeGreaterThan(190);
});

it('every form that would be misread is refused, with what to do', async () => {
  const wrong: string[] = [];
  const refused = forms.filter((form): form is Refused => 'kind' in form);
  for (const { name, options, kind, reason } of refused) {
    const error: unknown = await readImage(join(folder, name), 3, options).catch((thrown: unknown) => thrown);
    if (!(error instanceof DataError && error.kind === kind && new RegExp(reason, 's').test(error.message))) {
      wrong.push(
        `${name}: ${error instanceof DataError ? `${error.kind}, ${error.message}` : String(error)}`
      );
    }
  }
  expect(wrong).toEqual([]);
  expect(refused.length).toBeGreaterThan(40);
});

it.each([10, 12] as const)(
  'AVIF of %s bits is scaled by the depth that it tells, also where it is dark',
  async (bitdepth) => {
    for (const most of [255, 40]) {
      const pixels = Uint8Array.from({ length: 64 * 32 * 3 }, (_, i) => (i * 5) % (most + 1));
      const image = sharp(pixels, { raw: { width: 64, height: 32, channels: 3 } });
      const bytes = await image.avif({ bitdepth, quality: 100, chromaSubsampling: '4:4:4' }).toBuffer();
      const read = await readImage(bytes, 3);
      expect(differenceOf(read, { width: 64, height: 32, channels: 3, pixels })).toBeLessThanOrEqual(3);
    }
  }
);

type Size = { width: number; height: number; channels: number; pixels: Uint8Array };

/** The largest difference of two values, or how the sizes differ. */
function differenceOf(image: Size, expected: Size): number | string {
  const [own, other] = [image, expected].map(({ width, height, channels, pixels }) =>
    [width, height, channels, pixels.length].join(', ')
  );
  return own === other
    ? image.pixels.reduce((most, value, i) => Math.max(most, Math.abs(value - expected.pixels[i])), 0)
    : `sizes ${own} in place of ${other}`;
}
