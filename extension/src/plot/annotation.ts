import type { Layout } from './plotly';

export type Annotation = NonNullable<Layout['annotations']>[number];

/** A text on a plot, without arrow; placed in shares of the plot unless said otherwise. */
export function note(text: string, place: Partial<Annotation>): Annotation {
  return { text, showarrow: false, xref: 'paper', yref: 'paper', ...place } as Annotation;
}
