import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SeededOrder } from '../../kernel-helpers/src/data';
import { OPERATIONS } from '../../kernel-helpers/src/data/augmentation/rand-augment';

const PYTHON = join(__dirname, '..', '..', '.setup', 'bench-venv', 'bin', 'python');
const SIDE = 33;
const SHARES = [0.1, 0.3, 0.7, 1];

/** Smooth colours with noise, so that each operation shows. */
function picture(): Uint8Array {
  const random = new SeededOrder(1, 'picture');
  return Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, i) => {
    const [x, y, channel] = [Math.floor(i / 3) % SIDE, Math.floor(i / (3 * SIDE)), i % 3];
    return 40 + 3 * x + (channel === 1 ? 2 * y : y) + random.below(30);
  });
}

const image = { width: SIDE, height: SIDE, channels: 3, pixels: picture() };
const cases = Object.entries(OPERATIONS).flatMap(([name, operation]) =>
  SHARES.flatMap((share) => {
    const level = operation.level(share, image);
    return (operation.signed ? [level, -level] : [level]).map((signed) => ({
      name,
      operation,
      level: signed
    }));
  })
);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rand-augment-'));
  writeFileSync(join(folder, 'image.bin'), image.pixels);
  const named = cases.map(({ name, level }) => [name[0].toUpperCase() + name.slice(1), level]);
  writeFileSync(join(folder, 'cases.json'), JSON.stringify({ side: SIDE, cases: named }));
  const { status, stderr } = spawnSync(PYTHON, [join(__dirname, 'rand_augment.py'), folder], {
    encoding: 'utf8'
  });
  if (status !== 0) {
    throw new Error(stderr);
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

describe.each(Object.keys(OPERATIONS))('RandAugment: %s', (operation) => {
  it("is torchvision's", () => {
    cases.forEach(({ name, operation: { apply }, level }, number) => {
      if (name === operation) {
        const expected = new Uint8Array(readFileSync(join(folder, `${number}.bin`)));
        const { pixels } = apply(image, level);
        const differences = Array.from(pixels, (value, at) => Math.abs(value - expected[at]));
        // Values are cut off, not rounded: the last bit of a float32 decides some of them.
        expect(Math.max(...differences), `level ${level}`).toBeLessThanOrEqual(1);
        expect(differences.filter((value) => value > 0).length).toBeLessThan(0.01 * pixels.length);
      }
    });
  });
});
