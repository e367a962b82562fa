import { expect } from 'vitest';
import type { RecordSet } from '../analysis';

/** What viewers of notebooks remove or refuse, and what could act on the page around the picture. */
const FORBIDDEN = /<(script|style|foreignObject|image|use|a|iframe)\b|\bon\w+="|javascript:|url\(|href=/i;

/** Compares with the picture in `snapshots` beside the test; one element a line, so that a difference can be read. */
export async function expectStored(svg: string, name: string): Promise<void> {
  await expect(`${svg.replaceAll('><', '>\n<')}\n`).toMatchFileSnapshot(`snapshots/${name}.svg`);
}

/** Nothing active or foreign in it, and no broken number. */
export function expectHarmless(svg: string): void {
  expect(svg).not.toMatch(FORBIDDEN);
  expect(svg).not.toMatch(/NaN|Infinity|undefined|null/);
  expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" width="600"/);
}

/** Records whose texts are markup. */
export const HOSTILE_RECORDS: RecordSet = {
  title: '<script>alert("1")</script>',
  measures: [{ key: 'latency', name: '<b>', quantity: 'latency', unit: '&' }],
  records: [
    {
      name: '<img src=x onerror="alert(1)">',
      family: '<a>',
      accuracy: 50,
      costs: { latency: 1 },
      provenance: {
        kind: 'measured',
        source: '<style>',
        date: '2026-11-22',
        version: null
      }
    }
  ]
};
