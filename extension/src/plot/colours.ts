import {
  colourProperty,
  colourSheet,
  type Meaning,
  type Palette,
  PAPER_COLOURS
} from '@efficientnet-lab/kernel-helpers/chart';

/** Colours and font that a plot is drawn with. */
export interface PlotColours extends Palette {
  font: string;
}

/** Gives the page the custom properties that its style sheets and plots take their colours from. */
export function addColourSheet(): void {
  const sheet = document.createElement('style');
  sheet.textContent = colourSheet();
  document.head.append(sheet);
}

/** The colours in force at a node; Plotly itself can't read CSS variables. */
export function readColours(node: HTMLElement): PlotColours {
  const style = getComputedStyle(node);
  const meanings = Object.keys(PAPER_COLOURS) as Meaning[];
  const entries = meanings.map((meaning) => [
    meaning,
    style.getPropertyValue(colourProperty(meaning)).trim()
  ]);
  return {
    ...(Object.fromEntries(entries) as Palette),
    font: style.getPropertyValue('--jp-ui-font-family').trim()
  };
}
