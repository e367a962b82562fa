import { COLOURS, type Meaning } from './colours';

export const THEMES = ['paper', 'light', 'dark'] as const;
type Theme = (typeof THEMES)[number];

/** JupyterLab's own values of --jp-layout-color0, and of paper. */
export const BACKGROUNDS: Readonly<Record<Theme, string>> = {
  paper: '#ffffff',
  light: '#ffffff',
  dark: '#111111'
};

/** Values of a theme: those of the table, or what they fall back to where JupyterLab has none. */
export function valuesIn(theme: Theme): Record<Meaning, string> {
  const hex = (value: string | undefined): string | undefined => value?.match(/#[0-9a-f]{3,6}\b/)?.[0];
  return Object.fromEntries(
    Object.entries(COLOURS).map(([meaning, colour]) => {
      const { paper, light, dark }: { paper: string; light?: string; dark?: string } = colour;
      const found =
        theme === 'paper' ? paper : theme === 'light' ? (light ?? paper) : (dark ?? light ?? paper);
      return [meaning, hex(found) ?? ''];
    })
  ) as Record<Meaning, string>;
}

/** WCAG 2.2, relative luminance and contrast ratio. */
export function contrast(a: string, b: string): number {
  const luminance = (colour: string): number => {
    const digits = colour.length === 4 ? colour.replace(/[0-9a-f]/g, '$&$&') : colour;
    const [red, green, blue] = [1, 3, 5].map((at) => {
      const share = parseInt(digits.slice(at, at + 2), 16) / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

/** A colour of which so much is seen, 0…1, on another. */
export function blended(front: string, back: string, opacity: number): string {
  const channels = [1, 3, 5].map((at) => {
    const [above, below] = [front, back].map((hex) => parseInt(hex.slice(at, at + 2), 16));
    return Math.round(opacity * above + (1 - opacity) * below)
      .toString(16)
      .padStart(2, '0');
  });
  return `#${channels.join('')}`;
}
