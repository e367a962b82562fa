import type { TranslationBundle } from '@jupyterlab/translation';
import type { PlotColours } from '../../plot/colours';
import type { Figure, Trace } from '../../plot/plotly';
import { exact, si, significant } from '@efficientnet-lab/kernel-helpers/wording';
import { PUBLISHED_MARKS } from './curve';
import type { Pinned } from './pinned';
import { type Mark, markOf, type ScalingResult } from './scaling';
import { nameOf } from './wording';

/** Pixels around the axes; what is drawn over the plot uses them too. */
export const MARGIN = { l: 52, r: 30, t: 30, b: 44 } as const;

/** What a picture shows. */
export interface Subject {
  result: ScalingResult;
  pinned: readonly Pinned[];
}

/** A place on both axes, by value. */
export interface Place {
  x: number;
  y: number;
}

/** Limits of an axis, and whether it is logarithmic: then they are logarithms to base 10, as Plotly wants them. */
export interface Axis {
  limits: readonly [number, number];
  logarithmic: boolean;
}
export interface Axes {
  x: Axis;
  y: Axis;
}

export interface PictureOptions {
  colours: PlotColours;
  trans: TranslationBundle;
  moving: boolean;
  /** Kept while a slider moves. */
  axes: Axes;
  fontSize: number;
  narrow: boolean;
  /** `hover`: shown and pinned networks are drawn over the plot, here they only answer the mouse. */
  marker: 'visible' | 'hover';
}

/** A line that follows a slider at once. */
export interface MovingLine {
  kind: 'built' | 'rule';
  /** Level up to the next point, then up or down. */
  stepped: boolean;
  places: Place[];
}

/** Where a label has room. */
export interface LabelPlace {
  right: boolean;
  below: boolean;
}

/** One of the pictures of the same state. */
export interface Picture {
  /** Axes that hold everything, with room for labels. */
  axes(subject: Subject): Axes;
  /** Equal keys mean equal pictures, but for the shown network. */
  key(subject: Subject): string;
  figure(subject: Subject, options: PictureOptions): Figure;
  /** The lines that α, β and γ move, which come first in the figure; drawn over the plot during a drag. */
  movingLines(subject: Subject): MovingLine[];
  /** Where a network is marked; null when it has no place here. */
  place(mark: Mark): Place | null;
  /** The value beside the shown network. */
  label(result: ScalingResult, trans: TranslationBundle): string;
  labelPlace(result: ScalingResult): LabelPlace;
}

/** How far along an axis a value lies, 0…1; beyond its ends at the ends, for a drag may leave the axis. */
export function shareOf({ limits: [low, high], logarithmic }: Axis, value: number): number {
  const position = logarithmic ? Math.log10(value) : value;
  return Math.min(1, Math.max(0, (position - low) / (high - low)));
}

/** A value with the network's name where the axis doesn't say it. */
export function namedValue(result: ScalingResult, value: string, trans: TranslationBundle): string {
  return result.state.mode === 'rule' ? value : `${nameOf(result, trans)}  ${value}`;
}

/** A tick as a person writes it: `500 M`. */
export function tickLabel(value: number): string {
  return si(value).replace(/\.0+(?= |$)/, '');
}

/** Published, pinned and shown networks, from back to front. */
export function markTraces(picture: Picture, subject: Subject, options: PictureOptions): Trace[] {
  const { result } = subject;
  const pinned = subject.pinned.filter(({ mark }) => picture.place(mark) !== null);
  const { colours, trans, marker } = options;
  const hidden = result.state.mode === 'published' ? result.state.variant.toUpperCase() : '';
  const published = PUBLISHED_MARKS.filter(({ name }) => name !== hidden);
  const { right, below } = picture.labelPlace(result);
  const visible = marker === 'visible';
  return [
    pointsTrace(picture, published, trans, {
      mode: 'text+markers',
      name: trans.__('published'),
      textposition: 'bottom right',
      textfont: { color: colours.text },
      marker: { size: 9, color: colours.background, line: { color: colours.text, width: 1.6 } }
    }),
    pointsTrace(
      picture,
      pinned.map(({ mark }) => mark),
      trans,
      {
        mode: visible ? 'text+markers' : 'markers',
        opacity: visible ? 1 : 0,
        name: trans.__('pinned'),
        textfont: { color: colours.text, size: 13 },
        textposition: 'top right',
        marker: {
          size: 12,
          symbol: 'square',
          color: pinned.map(({ pin }) => colours[`pin${pin.letter}`]),
          line: { color: colours.background, width: 1.5 }
        }
      }
    ),
    {
      ...pointsTrace(picture, [markOf(result, nameOf(result, trans))], trans, {
        mode: visible ? 'text+markers' : 'markers',
        opacity: visible ? 1 : 0,
        name: nameOf(result, trans),
        textposition: `${below ? 'bottom' : 'top'} ${right ? 'right' : 'left'}` as const,
        textfont: { color: colours.text, size: 14 },
        marker: { size: 13, color: colours.accent, line: { color: colours.background, width: 1.5 } }
      }),
      text: [`<b>${picture.label(result, trans)}</b>`]
    }
  ];
}

function pointsTrace(
  picture: Picture,
  marks: readonly Mark[],
  trans: TranslationBundle,
  style: Trace
): Trace {
  const placed = marks.flatMap((mark) => {
    const place = picture.place(mark);
    return place ? [{ mark, place }] : [];
  });
  return {
    type: 'scatter',
    x: placed.map(({ place }) => place.x),
    y: placed.map(({ place }) => place.y),
    text: placed.map(({ mark }) => mark.name),
    cliponaxis: false,
    customdata: placed.map(({ mark }) => hoverText(mark, trans)),
    hovertemplate: '%{customdata}<extra></extra>',
    ...style
  };
}

/** All that is known of a marked network, line by line. */
function hoverText(mark: Mark, trans: TranslationBundle): string {
  return [
    mark.name,
    `${exact(mark.macs)} ${trans.__('MACs')}`,
    `${exact(mark.params)} ${trans.__('parameters')}`,
    trans.__('%1 blocks, %2 px', mark.blocks, mark.resolution),
    ...(mark.promised === null
      ? []
      : [trans.__('%1 × built, %2 × promised', significant(mark.built), significant(mark.promised))])
  ].join('<br>');
}
