import { PIN_LETTERS, type PinLetter } from '@efficientnet-lab/kernel-helpers/contract';

/** Colours a plot is drawn with, read from the CSS custom properties of style/colours.css. */
export interface PlotColours {
  text: string;
  faint: string;
  grid: string;
  background: string;
  accent: string;
  depth: string;
  width: string;
  resolution: string;
  compound: string;
  rule: string;
  train: string;
  validation: string;
  batchNorm: string;
  groupNorm: string;
  font: string;
  pins: Record<PinLetter, string>;
}

const PROPERTIES: Record<Exclude<keyof PlotColours, 'pins'>, string> = {
  text: '--jp-enet-text',
  faint: '--jp-enet-text-faint',
  grid: '--jp-enet-grid',
  background: '--jp-enet-background',
  accent: '--jp-enet-accent',
  depth: '--jp-enet-depth',
  width: '--jp-enet-width',
  resolution: '--jp-enet-resolution',
  compound: '--jp-enet-compound',
  rule: '--jp-enet-rule',
  train: '--jp-enet-train',
  validation: '--jp-enet-validation',
  batchNorm: '--jp-enet-batch-norm',
  groupNorm: '--jp-enet-group-norm',
  font: '--jp-ui-font-family'
};

/** The colours in force at a node; Plotly itself can't read CSS variables. */
export function readColours(node: HTMLElement): PlotColours {
  const style = getComputedStyle(node);
  const read = (property: string): string => style.getPropertyValue(property).trim();
  const pins = PIN_LETTERS.map((letter) => [letter, read(`--jp-enet-pin-${letter.toLowerCase()}`)]);
  const entries = Object.entries(PROPERTIES).map(([key, property]) => [key, read(property)]);
  return { ...Object.fromEntries(entries), pins: Object.fromEntries(pins) } as PlotColours;
}

/** The light values, whatever the theme: an exported picture is read on paper. */
export function readLightColours(): PlotColours {
  const probe = document.createElement('div');
  probe.className = 'jp-EnetLight';
  document.body.append(probe);
  const colours = readColours(probe);
  probe.remove();
  return colours;
}
