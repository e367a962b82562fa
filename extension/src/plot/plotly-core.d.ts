declare module 'plotly.js/lib/core' {
  import type * as plotly from 'plotly.js';
  /** Plotly with scatter alone; other traces are registered one by one. */
  const core: typeof plotly;
  export default core;
}
