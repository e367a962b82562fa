import { variant } from '@efficientnet-lab/kernel-helpers/analysis';
import type { Pin } from '@efficientnet-lab/kernel-helpers/views';
import { nullTranslator } from '@jupyterlab/translation';
import { describe, expect, it } from 'vitest';
import type { PlotColours } from '../../plot/colours';
import { initialState } from './parameters';
import type { PictureOptions, Subject } from './picture';
import { pictureOf } from './pictures';
import { pinnedNetworks } from './pinned';
import { computeScaling } from './scaling';

const trans = nullTranslator.load('efficientnet_lab');
/** Every colour is its own name, so that a snapshot says which one was taken. */
const colours = new Proxy({} as PlotColours, { get: (_, name) => String(name) });

const PINS: Pin[] = [
  { letter: 'A', spec: variant('b3') },
  { letter: 'C', spec: variant('v2-s') },
  { letter: 'D', spec: variant('b0', { classes: 10 }) }
];

function subjectOf(overrides: Parameters<typeof initialState>[0], pins: Pin[] = []): Subject {
  const state = initialState(overrides);
  return { result: computeScaling(state), pinned: pinnedNetworks(pins, state) };
}

function optionsFor(subject: Subject): PictureOptions {
  return {
    colours,
    trans,
    moving: false,
    axes: pictureOf(subject.result).axes(subject),
    fontSize: 13,
    narrow: false,
    marker: 'visible'
  };
}

/** Enough of a figure to see what it shows: names, ends and sizes of its lines, its points, its words. */
function outline(subject: Subject): string {
  const { data, layout } = pictureOf(subject.result).figure(subject, optionsFor(subject));
  const show = (value: unknown): string => (typeof value === 'number' ? value.toPrecision(6) : String(value));
  const traces = data.map(({ name, mode, x, y, text, line, marker, opacity }) => {
    const [xs, ys] = [x as number[], y as number[]];
    const points = xs.map((value, i) => `(${show(value)}, ${show(ys[i])})`);
    const shown = mode === 'lines' ? [points[0], `… ${points.length - 2} …`, points.at(-1)] : points;
    const style = [line?.color, line?.dash, marker?.color, opacity].filter((part) => part !== undefined);
    return [
      `${name}: ${mode} [${style.join(' ')}]`,
      `  ${shown.join(' ')}`,
      ...(mode === 'lines' ? [] : [`  ${(text as string[]).join(' | ')}`])
    ].join('\n');
  });
  const axes = [layout.xaxis, layout.yaxis].map(
    (axis) => `${(axis?.range as number[]).map(show).join(' … ')}: ${(axis?.ticktext as string[]).join(' ')}`
  );
  const notes = (layout.annotations ?? []).map(({ text }) => text);
  return [...traces, ...axes, ...notes, ''].join('\n');
}

describe('pictures of the scaling explorer', () => {
  it.each([
    ['phi', {}, []],
    ['phi-published-pins', { mode: 'published', variant: 'b4' }, PINS],
    ['dimensions', { picture: 'dimensions' }, []],
    ['dimensions-manual-pins', { mode: 'manual', width: 2, picture: 'dimensions' }, PINS]
  ] as const)('%s', async (name, state, pins) => {
    await expect(outline(subjectOf(state, [...pins]))).toMatchFileSnapshot(`snapshots/${name}.txt`);
  });

  it('draws the same line during a drag as afterwards, only coarser', () => {
    for (const picture of ['phi', 'dimensions'] as const) {
      const subject = subjectOf({ gamma: 1.3, picture });
      const moving = pictureOf(subject.result).movingLines(subject);
      const { data } = pictureOf(subject.result).figure(subject, optionsFor(subject));
      moving.forEach(({ places }, i) => {
        const drawn = new Map(
          (data[i].x as number[]).map((x, at) => [x.toPrecision(9), (data[i].y as number[])[at]])
        );
        const common = places.filter(({ x }) => drawn.has(x.toPrecision(9)));
        expect(common.length).toBeGreaterThan(1);
        common.forEach(({ x, y }) => expect(y).toBeCloseTo(drawn.get(x.toPrecision(9)) ?? NaN, 9));
      });
    }
  });

  it('has no place for a base of another family among promises', () => {
    const { result } = subjectOf({ mode: 'published', variant: 'v2-s', picture: 'dimensions' });
    const { mark } = pinnedNetworks([PINS[1]], result.state)[0];
    expect(pictureOf(result).place(mark)).toBeNull();
    expect(mark.position).toBeGreaterThan(4);
  });
});
