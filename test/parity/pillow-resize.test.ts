import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  evaluationCrop,
  type EvaluationView,
  type ImagePart,
  type Interpolation,
  type Pixels,
  resizeImage,
  type Size
} from '../../kernel-helpers/src/analysis';
import { SeededOrder } from '../../kernel-helpers/src/data';

const PYTHON = join(__dirname, '..', '..', '.setup', 'bench-venv', 'bin', 'python');

/** Resizing to a size, maybe of a part only, or the view of an evaluation. */
type Case = { image: Pixels } & (
  { size: Size; interpolation: Interpolation; box?: ImagePart } | EvaluationView
);

const random = new SeededOrder(7, 'resizing');
const side = (most: number): number => 1 + random.below(most);

function noise(width: number, height: number, channels: number): Pixels {
  // Half of the images black and white only, so that bicubic overshoots are clipped.
  const extreme = random.below(2) === 0;
  const value = (): number => (extreme ? 255 * random.below(2) : random.below(256));
  return { width, height, channels, pixels: Uint8Array.from({ length: width * height * channels }, value) };
}

const resizings: Case[] = Array.from({ length: 240 }, (_, i) => {
  const image = noise(side(90), side(90), i % 5 === 0 ? 1 : 3);
  const interpolation = (['bilinear', 'bicubic', 'nearest'] as const)[i % 3];
  const size = { width: side(130), height: side(130) };
  return { image, size, interpolation, ...(i % 2 === 0 ? {} : { box: part(image, i % 4 === 1) }) };
});
const views: Case[] = Array.from({ length: 80 }, (_, i) => ({
  image: noise(side(120), side(120), 3),
  resolution: side(64),
  cropFraction: [0.875, 0.882, 0.89, 0.904, 0.922, 1][i % 6],
  interpolation: (['bilinear', 'bicubic'] as const)[i % 2]
}));
const cases = [...resizings, ...views];

function part({ width, height }: Size, whole: boolean): ImagePart {
  const [left, top] = [random.below(width), random.below(height)];
  const [wide, high] = [1 + random.below(width - left), 1 + random.below(height - top)];
  // Eighths keep their value in single precision, in which Pillow takes boxes.
  const cut = whole ? 0 : random.below(8) / 8;
  return { left: left + cut, top: top + cut / 2, width: wide - cut, height: high - cut };
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'resize-'));
  cases.forEach(({ image }, number) => writeFileSync(join(folder, `${number}.in`), image.pixels));
  const described = cases.map(({ image, ...rest }) => ({
    ...rest,
    width: image.width,
    height: image.height,
    channels: image.channels
  }));
  writeFileSync(join(folder, 'cases.json'), JSON.stringify(described));
  const script = join(__dirname, 'pillow_resize.py');
  const { status, stderr } = spawnSync(PYTHON, [script, folder], { encoding: 'utf8' });
  expect(status, stderr).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true }));

it.each(['bilinear', 'bicubic', 'nearest'])("%s resizing gives Pillow's bytes", (interpolation) => {
  resizings.forEach((given, number) => {
    if (given.interpolation === interpolation && 'size' in given) {
      const { image, size, box } = given;
      const result = resizeImage(image, size, given.interpolation, box);
      expectBytes(number, result, { from: [image.width, image.height], size, box });
    }
  });
});

it("evaluation looks at the pixels that timm's transform cuts out", () => {
  views.forEach((given, i) => {
    if ('resolution' in given) {
      const { image, ...view } = given;
      const result = evaluationCrop(image, view);
      expectBytes(resizings.length + i, result, { from: [image.width, image.height], view });
    }
  });
});

function expectBytes(number: number, { pixels }: Pixels, described: object): void {
  const expected = readFileSync(join(folder, `${number}.out`));
  expect(Buffer.compare(Buffer.from(pixels), expected), JSON.stringify(described)).toBe(0);
}
