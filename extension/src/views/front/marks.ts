import type { RecordKind } from '@efficientnet-lab/kernel-helpers/analysis';
import { colourProperty, type Meaning } from '@efficientnet-lab/kernel-helpers/chart';
import type { FrontHue } from '@efficientnet-lab/kernel-helpers/views/front';
import type { PlotColours } from '../../plot/colours';

/** Shapes by Plotly's names. */
export type Shape = 'circle' | 'triangle-up' | 'square' | 'diamond' | 'star' | 'cross' | 'x';

/** Shape of a hue's points, which repeats what the colour says. */
export const SHAPES: Readonly<Record<FrontHue, Shape>> = {
  baseline: 'circle',
  depth: 'triangle-up',
  width: 'square',
  resolution: 'diamond',
  compound: 'circle',
  'family-1': 'square',
  'family-2': 'triangle-up',
  'family-3': 'diamond',
  'family-4': 'star',
  rest: 'cross'
};

/** Outlines of the same shapes for legends, in a box of 12 × 12. */
export const OUTLINES: Readonly<Record<Shape, string>> = {
  circle: 'M1.5 6a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0 -9 0z',
  'triangle-up': 'M6 1.5l5 9h-10z',
  square: 'M2 2h8v8h-8z',
  diamond: 'M6 0.5l4.5 5.5l-4.5 5.5l-4.5 -5.5z',
  star: 'M6 0.5l1.4 4h4.1l-3.3 2.5l1.2 4l-3.4 -2.4l-3.4 2.4l1.2 -4l-3.3 -2.5h4.1z',
  cross: 'M4.5 1h3v3.5h3.5v3h-3.5v3.5h-3v-3.5h-3.5v-3h3.5z',
  x: 'M2.2 0.8l3.8 3.8l3.8 -3.8l1.4 1.4l-3.8 3.8l3.8 3.8l-1.4 1.4l-3.8 -3.8l-3.8 3.8l-1.4 -1.4l3.8 -3.8l-3.8 -3.8z'
};

/** The shapes as characters, for legends in text. */
export const GLYPHS: Readonly<Record<Shape, string>> = {
  circle: '●',
  'triangle-up': '▲',
  square: '■',
  diamond: '◆',
  star: '★',
  cross: '✚',
  x: '✖'
};

/**
 * Plotly's symbol of a point: filled on the front, hollow when dominated; a dot inside when it was measured by the
 * reader, an x when it was predicted.
 */
export function symbolOf(
  hue: FrontHue,
  kind: RecordKind,
  isMember: boolean
): `${Shape}${'' | '-open'}${'' | '-dot'}` {
  const shape = kind === 'predicted' ? 'x' : SHAPES[hue];
  return `${shape}${isMember ? '' : '-open'}${kind === 'measured' ? '-dot' : ''}`;
}

/** What hues mean; families have meanings that aren't in this picture. */
const MEANINGS: Readonly<Record<FrontHue, Meaning>> = {
  baseline: 'text',
  depth: 'depth',
  width: 'width',
  resolution: 'resolution',
  compound: 'compound',
  'family-1': 'pinB',
  'family-2': 'pinA',
  'family-3': 'pinC',
  'family-4': 'depth',
  rest: 'textFaint'
};

export function hueColours(colours: PlotColours): Readonly<Record<FrontHue, string>> {
  const entries = Object.entries(MEANINGS).map(([hue, meaning]) => [hue, colours[meaning]]);
  return Object.fromEntries(entries) as Record<FrontHue, string>;
}

/** The same for CSS. */
export function hueProperty(hue: FrontHue): string {
  return colourProperty(MEANINGS[hue]);
}
