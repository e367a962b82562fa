import { unbroken } from '../wording/unbroken';
import { PAPER_COLOURS as COLORS } from './colours';
import { type Child, element, Markup } from './markup';

export const PAGE_WIDTH = 600;
const MARGIN = 16;
const CORNER = 8;
export const INNER_WIDTH = PAGE_WIDTH - 2 * MARGIN;

/** A part of a picture: `draw` gets the y of its upper edge. */
export interface Section {
  height: number;
  markup: Markup;
}

export interface PageText {
  /** The result in words. */
  sentence: string;
  /** A line or two below it. */
  note?: string;
  /** Source and date. */
  caption: string;
}

/**
 * One static picture: sentence, note, sections from top to bottom, caption. It needs no script, style
 * sheet, font or file, so that GitHub, nbviewer, nbconvert and VS Code all show the same.
 */
export function page({ sentence, note, caption }: PageText, sections: Section[]): string {
  const stack = [
    paragraph(sentence, { size: 17, weight: 600 }),
    ...(note ? [paragraph(note, { size: 13, color: COLORS.textFaint })] : []),
    ...sections,
    paragraph(caption, { size: 11, color: COLORS.textFaint })
  ];
  let y = 12;
  const placed = stack.map((section) => {
    const group = element('g', { transform: `translate(${MARGIN},${y})` }, section.markup);
    y += section.height + 10;
    return group;
  });
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      width: PAGE_WIDTH,
      height: y,
      viewBox: `0 0 ${PAGE_WIDTH} ${y}`,
      role: 'img',
      'aria-label': sentence,
      'font-family': "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif",
      color: COLORS.text,
      fill: COLORS.text
    },
    element('title', {}, sentence),
    // A card of its own on a dark page, whatever the viewer makes of style sheets.
    element('rect', { width: PAGE_WIDTH, height: y, rx: CORNER, fill: COLORS.background }),
    ...placed
  ).text;
}

interface TextStyle {
  size: number;
  weight?: number;
  color?: string;
  width?: number;
}

/** Lines of text that fit the width; SVG itself does not wrap. */
export function paragraph(text: string, style: TextStyle): Section {
  const lines = wrap(text, style.width ?? INNER_WIDTH, style.size * (style.weight ? 0.58 : 0.54));
  const leading = Math.round(style.size * 1.35);
  return {
    height: lines.length * leading,
    markup: element(
      'text',
      { 'font-size': style.size, 'font-weight': style.weight, fill: style.color ?? COLORS.text },
      ...lines.map((line, i) => element('tspan', { x: 0, y: i * leading + style.size }, line))
    )
  };
}

/**
 * Breaks at spaces, but not before a unit, and inside words that are wider than a line. `em` is the mean width of a
 * character. What holds together is written with plain spaces, as it came.
 */
export function wrap(text: string, width: number, em: number): string[] {
  const limit = Math.max(1, Math.floor(width / em));
  const lines: string[] = [''];
  for (const word of unbroken(text).split(/[ \t\n]+/)) {
    for (let rest = word; rest;) {
      const line = lines[lines.length - 1];
      const joined = line ? `${line} ${rest}` : rest;
      if (joined.length <= limit) {
        lines[lines.length - 1] = joined;
        rest = '';
      } else if (line) {
        lines.push('');
      } else {
        lines[lines.length - 1] = rest.slice(0, limit);
        rest = rest.slice(limit);
        lines.push('');
      }
    }
  }
  return lines.filter((line, i) => line || i === 0).map((line) => line.replaceAll('\u00a0', ' '));
}

export interface Column {
  title: string;
  /** Right edge for right-aligned columns, left edge otherwise. */
  x: number;
  align: 'left' | 'right';
  weight?: number;
}

const ROW = 21;

/** A compact table; figures are right-aligned by their columns. A cell that is no text is drawn at the column's x. */
export function table(columns: Column[], rows: Child[][], width: number = INNER_WIDTH): Section {
  const cell = (
    column: Column,
    child: Child,
    y: number,
    style: { color: string; weight?: number }
  ): Markup =>
    child instanceof Markup
      ? element('g', { transform: `translate(${column.x},${y - 15})` }, child)
      : element(
          'text',
          {
            x: column.x,
            y,
            fill: style.color,
            'font-weight': style.weight,
            'text-anchor': column.align === 'right' ? 'end' : 'start'
          },
          child
        );
  const rule = (y: number): Markup => element('path', { d: `M0 ${y}H${width}`, stroke: COLORS.grid });
  const content = [
    ...columns.map((column) => cell(column, column.title, 14, { color: COLORS.textFaint })),
    rule(ROW),
    ...rows.flatMap((row, i) => [
      ...columns.map((column, k) =>
        cell(column, row[k], (i + 1) * ROW + 15, { color: COLORS.text, weight: column.weight })
      ),
      rule((i + 2) * ROW)
    ])
  ];
  return {
    height: (rows.length + 1) * ROW + 2,
    markup: element('g', { 'font-size': 12.5, 'font-variant-numeric': 'tabular-nums' }, ...content)
  };
}
