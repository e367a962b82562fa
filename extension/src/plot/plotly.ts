import type * as plotlyApi from 'plotly.js';

export type Plotly = typeof plotlyApi;
export type Trace = Partial<plotlyApi.ScatterData>;
export type Layout = Partial<plotlyApi.Layout>;
export type Dash = NonNullable<NonNullable<plotlyApi.ScatterData['line']>['dash']>;
export type Config = Partial<plotlyApi.Config>;
export type PlotlyElement = plotlyApi.PlotlyHTMLElement;
export type LayoutAxis = plotlyApi.LayoutAxis;

export interface Figure {
  data: Trace[];
  layout: Layout;
}

let loading: Promise<Plotly> | null = null;

/** plotly.js behind one promise; a failed fetch is tried again at the next call. */
export function loadPlotly(): Promise<Plotly> {
  loading ??= import('./bundle').then(
    (bundle) => bundle.plotly,
    (error: unknown) => {
      loading = null;
      throw error;
    }
  );
  return loading;
}
