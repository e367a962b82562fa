import type { TranslationBundle } from '@jupyterlab/translation';
import type { PlotColours } from './colours';
import { type Figure, loadPlotly } from './plotly';

/** A figure with the size it has on paper, pixels. */
export interface StaticFigure extends Figure {
  width: number;
  height: number;
}

/** Size of a figure for paper and the room around its axes, pixels. */
const PAPER = { width: 720, height: 470, margin: { l: 60, r: 34, t: 104, b: 74 } } as const;
/** What a line of the width has room for, at the sizes below. */
const TITLE_CHARACTERS = 72;
const SUBTITLE_CHARACTERS = 108;
const CAPTION_CHARACTERS = 106;

export interface PaperWords {
  /** The result in words, the title. */
  sentence: string;
  /** The numbers that matter, below it. */
  numbers: string;
  /** Where rules and networks come from, for the caption; or the whole of it, where costs aren't computed. */
  source: string | { caption: string };
}

/** A figure for paper: sentence as title, the numbers that matter, source and date. */
export function paperFigure(
  { data, layout }: Figure,
  { sentence, numbers, source }: PaperWords,
  colours: PlotColours,
  trans: TranslationBundle
): StaticFigure {
  const today = new Date().toISOString().slice(0, 10);
  return {
    width: PAPER.width,
    height: PAPER.height,
    data,
    layout: {
      ...layout,
      width: PAPER.width,
      height: PAPER.height,
      paper_bgcolor: colours.background,
      margin: { ...PAPER.margin },
      title: {
        text: `<b>${wrapped(sentence, TITLE_CHARACTERS)}</b>`,
        font: { size: 16, color: colours.text },
        x: 0.022,
        xanchor: 'left',
        y: 0.95,
        yanchor: 'top',
        subtitle: { text: wrapped(numbers, SUBTITLE_CHARACTERS), font: { size: 12, color: colours.text } }
      },
      annotations: [
        ...(layout.annotations ?? []),
        {
          text:
            typeof source === 'string'
              ? trans.__('Costs computed by EfficientNet Lab, %1; %2', today, source)
              : wrapped(source.caption, CAPTION_CHARACTERS),
          align: 'right',
          x: 1,
          y: 0,
          xref: 'paper',
          yref: 'paper',
          xanchor: 'right',
          yanchor: 'top',
          yshift: typeof source === 'string' ? -50 : -42,
          showarrow: false,
          font: { size: 11, color: colours.textFaint }
        }
      ]
    }
  };
}

/** The text in lines of at most so many characters, broken at spaces. */
function wrapped(text: string, characters: number): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines[lines.length - 1];
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && longer.length > characters) {
      lines.push(word);
    } else {
      lines[lines.length - 1] = longer;
    }
  }
  return lines.join('<br>');
}

/** The picture as SVG source. */
export async function toSvg(figure: StaticFigure): Promise<string> {
  const url = await toImage(figure, 'svg');
  return decodeURIComponent(url.slice(url.indexOf(',') + 1));
}

/** The picture as a PNG data URL at twice its size. */
export function toPng(figure: StaticFigure): Promise<string> {
  return toImage(figure, 'png');
}

async function toImage(figure: StaticFigure, format: 'svg' | 'png'): Promise<string> {
  const plotly = await loadPlotly();
  const { data, layout, width, height } = figure;
  return plotly.toImage({ data, layout }, { format, width, height, scale: format === 'png' ? 2 : 1 });
}
