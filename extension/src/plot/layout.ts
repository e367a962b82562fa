import type { PlotColours } from './colours';
import type { Layout } from './plotly';

/** What every plot has in common: the theme's colours and font, no legend. */
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
    }
  };
}
