import type { PlotColours } from './colours';
import type { Layout, LayoutAxis } from './plotly';

/** What every plot has in common: the theme's colours and font, no legend, no dragging. */
export function baseLayout(colours: PlotColours, fontSize: number): Layout {
  return {
    font: { family: colours.font, size: fontSize, color: colours.text },
    paper_bgcolor: 'rgba(0,0,0,0)',
    plot_bgcolor: 'rgba(0,0,0,0)',
    showlegend: false,
    hovermode: 'closest',
    hoverlabel: {
      bgcolor: colours.background,
      bordercolor: colours.grid,
      font: { color: colours.text, size: fontSize }
    },
    dragmode: false
  };
}

/** A horizontal axis: short ticks below, no grid, no dragging. */
export function horizontalAxis(colours: PlotColours): Partial<LayoutAxis> {
  return {
    showgrid: false,
    zeroline: false,
    fixedrange: true,
    ticks: 'outside',
    ticklen: 4,
    tickcolor: colours.textFaint
  };
}
