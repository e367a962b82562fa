/** Colours by meaning, the same in live views, stored pictures and exports. */

interface Colour {
  /** On paper: stored pictures and exports, whatever the theme. */
  paper: string;
  /** CSS in a light theme; that of paper unless given. */
  light?: string;
  /** CSS in a dark theme; that of the light one unless given. */
  dark?: string;
  /** CSS where the reader asks for high contrast. */
  contrast?: string;
}

// After Okabe and Ito, which colour-blind readers can tell apart.
const BLUE: Colour = { paper: '#0072b2', dark: '#5ab4f0' };
const AMBER: Colour = { paper: '#b07500', dark: '#e8b44c' };
const GREEN: Colour = { paper: '#00805c', dark: '#4ec9a5' };
const ORANGE: Colour = { paper: '#c4500a', dark: '#ff9a57' };
const PURPLE: Colour = { paper: '#99226b', dark: '#f29ac8' };
const INDIGO: Colour = { paper: '#5347c9', dark: '#b3aaff' };
const OLIVE: Colour = { paper: '#667300', dark: '#cfdb5e' };
const INK: Colour = { paper: '#3b3b3b', dark: '#f2f2f2' };
const GREY: Colour = { paper: '#757575', dark: '#a0a0a0', contrast: 'var(--jp-ui-font-color0, #000)' };

const BLACK = '#000000';
const WHITE = '#ffffff';
/** What a dark theme has behind its charts, as JupyterLab's own have it. */
const DARK_BACKGROUND = '#111111';

/** The one table of colours. What is neutral follows JupyterLab's theme. */
export const COLOURS = {
  text: { paper: '#212121', light: 'var(--jp-ui-font-color0, #212121)' },
  textFaint: {
    paper: '#616161',
    light: 'var(--jp-ui-font-color2, #616161)',
    dark: 'var(--jp-ui-font-color1, #bdbdbd)',
    contrast: 'var(--jp-ui-font-color0, #000)'
  },
  grid: { paper: '#e0e0e0', light: 'var(--jp-border-color2, #e0e0e0)', contrast: '#757575' },
  background: { paper: '#ffffff', light: 'var(--jp-layout-color0, #fff)' },
  field: { paper: '#eeeeee', light: 'var(--jp-layout-color2, #eee)' },
  accent: { paper: '#1976d2', light: 'var(--jp-brand-color1, #1976d2)', dark: '#64b5f6' },
  onAccent: { paper: '#ffffff', dark: '#0b1d2c' },
  depth: BLUE,
  width: AMBER,
  resolution: GREEN,
  compound: ORANGE,
  rule: GREY,
  train: BLUE,
  validation: ORANGE,
  batchNorm: PURPLE,
  groupNorm: BLUE,
  right: BLUE,
  wrong: ORANGE,
  /** Two networks on the same images. */
  firstModel: BLUE,
  secondModel: ORANGE,
  /** Networks as someone measured them. */
  measured: BLUE,
  /** A curve through what was measured. */
  fitted: ORANGE,
  /** Networks as their authors published them. */
  published: INK,
  /** What a rule was scaled up from. */
  baseline: INK,
  feasible: ORANGE,
  dominated: GREY,
  parameters: GREEN,
  macs: ORANGE,
  memory: PURPLE,
  family1: INDIGO,
  family2: PURPLE,
  family3: OLIVE,
  family4: BLUE,
  family5: ORANGE,
  family6: GREEN,
  otherFamily: GREY,
  /** Gates below the threshold for all inputs, for some, for none. */
  alwaysLow: ORANGE,
  sometimesLow: BLUE,
  neverLow: GREY,
  /** How far a gate is open: the farther, the fuller. */
  gate: INDIGO,
  /** Terms of what a block costs. */
  expand: BLUE,
  depthwise: GREEN,
  pointwise: AMBER,
  squeezeExcite: PURPLE,
  bias: INK,
  otherTerm: GREY,
  /** Terms that tools count or leave out. */
  normalization: ORANGE,
  pooling: GREEN,
  activation: AMBER,
  stridedConvolution: BLUE,
  unexplained: GREY,
  pinA: PURPLE,
  pinB: INDIGO,
  pinC: OLIVE,
  pinD: INK,
  onPin: { paper: '#ffffff', dark: '#141414' },
  /** Names on what is coloured, by what stands out in a light theme and in a dark one: see {@link inkOn}. */
  inkBlack: { paper: BLACK },
  inkWhite: { paper: WHITE },
  inkBlackOrWhite: { paper: BLACK, dark: WHITE },
  inkWhiteOrBlack: { paper: WHITE, dark: BLACK }
} as const satisfies Record<string, Colour>;

/** What a mark stands for; its colour follows. */
export type Meaning = keyof typeof COLOURS;

/** Values for the meanings. */
export type Palette = Readonly<Record<Meaning, string>>;

const TABLE: Readonly<Record<Meaning, Colour>> = COLOURS;

function paletteOf(value: (meaning: Meaning, colour: Colour) => string): Palette {
  const meanings = Object.keys(TABLE) as Meaning[];
  return Object.fromEntries(
    meanings.map((meaning) => [meaning, value(meaning, TABLE[meaning])])
  ) as unknown as Palette;
}

/** Black or white, whichever stands out more on a hue of the table: of the two one always has a contrast of 4.5. */
export function inkOn(meaning: Meaning, opacity: number): Meaning {
  const { paper, dark = paper } = TABLE[meaning];
  const light = inkOnColour(blend(paper, WHITE, opacity));
  const inDark = inkOnColour(blend(dark, DARK_BACKGROUND, opacity));
  if (light === inDark) {
    return light === BLACK ? 'inkBlack' : 'inkWhite';
  }
  return light === BLACK ? 'inkBlackOrWhite' : 'inkWhiteOrBlack';
}

function inkOnColour(colour: Channels): string {
  return contrast(colour, channelsOf(BLACK)) > contrast(colour, channelsOf(WHITE)) ? BLACK : WHITE;
}

/** Red, green, blue, 0…1. */
type Channels = readonly number[];

function channelsOf(hex: string): Channels {
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255);
}

function blend(hex: string, background: string, opacity: number): Channels {
  const behind = channelsOf(background);
  return channelsOf(hex).map((value, i) => opacity * value + (1 - opacity) * behind[i]);
}

/** Contrast of two colours, 1…21 (Web Content Accessibility Guidelines 2.2). */
function contrast(a: Channels, b: Channels): number {
  const [low, high] = [luminance(a), luminance(b)].sort((first, second) => first - second);
  return (high + 0.05) / (low + 0.05);
}

function luminance(channels: Channels): number {
  const [red, green, blue] = channels.map((value) =>
    value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** The CSS custom property of a meaning: `--jp-enet-batch-norm`. */
export function colourProperty(meaning: Meaning): string {
  return `--jp-enet-${meaning.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** Colours on paper. */
export const PAPER_COLOURS: Palette = paletteOf((_, { paper }) => paper);

/** Colours of the page's theme, for SVG and HTML that stand in it. */
export const THEME_COLOURS: Palette = paletteOf((meaning) => `var(${colourProperty(meaning)})`);

/** The style sheet that gives the custom properties their values in each theme. */
export function colourSheet(): string {
  const rule = (selector: string, value: (colour: Colour) => string | undefined): string => {
    const lines = (Object.entries(TABLE) as [Meaning, Colour][]).flatMap(([meaning, colour]) => {
      const css = value(colour);
      return css === undefined ? [] : [`  ${colourProperty(meaning)}: ${css};`];
    });
    return `${selector} {\n${lines.join('\n')}\n}`;
  };
  const contrast = ({ contrast: value }: Colour): string | undefined => value;
  return [
    rule(':root', ({ paper, light }) => light ?? paper),
    rule("body[data-jp-theme-light='false']", ({ dark }) => dark),
    rule("body[data-jp-theme-name*='High Contrast']", contrast),
    `@media (prefers-contrast: more) {\n${rule('body[data-jp-theme-light]', contrast)}\n}`
  ].join('\n\n');
}
