import type { RecordKind } from '@efficientnet-lab/kernel-helpers/analysis';
import type { FrontHue } from '@efficientnet-lab/kernel-helpers/contract';
import type { PlotColours } from '../plot/colours';

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

/** The hues at a node. Families have those of `colours.css` that have no meaning in this picture. */
export function hueColours(colours: PlotColours): Readonly<Record<FrontHue, string>> {
  const { depth, width, resolution, compound, text, faint, pins } = colours;
  return {
    baseline: text,
    depth,
    width,
    resolution,
    compound,
    'family-1': pins.B,
    'family-2': pins.A,
    'family-3': pins.C,
    'family-4': depth,
    rest: faint
  };
}

/** The same for CSS. */
export const HUE_PROPERTIES: Readonly<Record<FrontHue, string>> = {
  baseline: '--jp-enet-text',
  depth: '--jp-enet-depth',
  width: '--jp-enet-width',
  resolution: '--jp-enet-resolution',
  compound: '--jp-enet-compound',
  'family-1': '--jp-enet-pin-b',
  'family-2': '--jp-enet-pin-a',
  'family-3': '--jp-enet-pin-c',
  'family-4': '--jp-enet-depth',
  rest: '--jp-enet-text-faint'
};
