import { expect, it } from 'vitest';
import { validateDocument } from '../../contract';
import { expectHarmless, expectStored } from '../pictures.fixtures';
import { newViewCell } from './cell';

const DAY = new Date('2026-11-22T12:00:00Z');

it.each([
  ['new-view', {}],
  ['new-view-largest', { channels: 512, kernelSize: 11 }]
])('keeps a picture: %s', async (name, start) => {
  const { document, svg, text } = newViewCell(start, DAY);
  expect(validateDocument(document)).toEqual({ ok: true, document });
  expect(text.split('\n')[0]).toBe(document.sentence);
  expectHarmless(svg);
  await expectStored(svg, name);
});

it('counts k²·C² for each pixel', () => {
  expect(newViewCell({ channels: 10, kernelSize: 3 }, DAY).text).toContain('2,822,400 MACs');
});
