import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { SeededOrder } from '../../kernel-helpers/src/data';
import { resized } from '../../kernel-helpers/src/data/fit';

const PYTHON = join(__dirname, '..', '..', '.setup', 'bench-venv', 'bin', 'python');
const [WIDTH, HEIGHT] = [61, 47];

it("parts of an image are resized as Pillow's bilinear filter does, to one level", () => {
  const random = new SeededOrder(1, 'noise');
  const pixels = Uint8Array.from({ length: WIDTH * HEIGHT * 3 }, () => random.below(256));
  const boxes = [
    [0, 0, WIDTH, HEIGHT],
    [7, 0, HEIGHT, HEIGHT],
    [3, 5, 20, 31],
    [60, 46, 1, 1]
  ];
  const sizes = [
    [24, 24],
    [16, 40],
    [96, 64],
    [1, 1]
  ];
  const cases = boxes.flatMap((box) => sizes.map((size) => ({ box, size })));
  const folder = mkdtempSync(join(tmpdir(), 'resize-'));
  try {
    writeFileSync(join(folder, 'image.bin'), pixels);
    writeFileSync(join(folder, 'cases.json'), JSON.stringify({ width: WIDTH, height: HEIGHT, cases }));
    const { status, stderr } = spawnSync(PYTHON, [join(__dirname, 'resize.py'), folder], {
      encoding: 'utf8'
    });
    expect(status, stderr).toBe(0);
    const image = { width: WIDTH, height: HEIGHT, channels: 3, pixels };
    cases.forEach(({ box: [left, top, width, height], size }, number) => {
      const result = resized(image, { left, top, width, height }, { width: size[0], height: size[1] });
      const expected = new Uint8Array(readFileSync(join(folder, `${number}.bin`)));
      const differences = Array.from(result.pixels, (value, at) => Math.abs(value - expected[at]));
      expect(differences).toHaveLength(expected.length);
      // Pillow rounds to whole levels between columns and rows.
      expect(
        Math.max(...differences),
        JSON.stringify({ left, top, width, height, size })
      ).toBeLessThanOrEqual(1);
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
