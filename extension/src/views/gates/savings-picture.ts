import type { GatesResult } from '@efficientnet-lab/kernel-helpers/views/gates';
import type { TranslationBundle } from '@jupyterlab/translation';
import { note } from '../../plot/annotation';
import type { PlotColours } from '../../plot/colours';
import { baseLayout, horizontalAxis } from '../../plot/layout';
import { type PlotArea, setAttributes as set, svgElement, SvgOverlay } from '../../plot/overlay';
import type { Figure } from '../../plot/plotly';
import { percent, significant } from '@efficientnet-lab/kernel-helpers/wording';

const MARGIN = { l: 46, r: 18, t: 30, b: 40 } as const;

const TICKS = [0, 0.25, 0.5, 0.75, 1];

export interface PictureOptions {
  colours: PlotColours;
  trans: TranslationBundle;
  fontSize: number;
}

/** What a threshold takes: channels, and of the block's MACs a share; both 0…1. */
export function takenBy(result: GatesResult, threshold: number): Taken {
  return takenWith(result, result.scores.filter((score) => score < threshold).length);
}

interface Taken {
  channels: number;
  macs: number | null;
}

function takenWith({ scores, pruning }: GatesResult, taken: number): Taken {
  const removed = pruning
    ? pruning.step * Math.floor(Math.min(taken, pruning.mostRemovable) / pruning.step)
    : 0;
  return {
    channels: taken / scores.length,
    macs: pruning && pruning.savings(removed).share.blockMacs
  };
}

/** Channels and MACs that go, against the threshold. */
export function savingsFigure(result: GatesResult, { colours, trans, fontSize }: PictureOptions): Figure {
  const scores = [...result.scores].sort((a, b) => a - b);
  const thresholds = [0, ...scores, 1];
  // A channel goes as soon as the threshold is above its score.
  const x = thresholds.flatMap((threshold) => [threshold, threshold]);
  const taken = thresholds.map((threshold) => takenWith(result, countBelow(scores, threshold)));
  const after = thresholds.map((threshold) =>
    takenWith(result, countBelow(scores, threshold + Number.EPSILON))
  );
  const step = (of: (each: Taken) => number): number[] =>
    taken.flatMap((each, i) => [of(each), of(after[i])]);
  const channels = step((each) => each.channels);
  const hasBlock = result.pruning !== null;
  const macs = hasBlock ? step((each) => each.macs ?? 0) : [];
  const hover = (name: string, y: number[]): { text: string[]; hovertemplate: string } => ({
    text: x.map((threshold, i) => `τ = ${significant(threshold)}: ${percent(y[i])} ${name}`),
    hovertemplate: '%{text}<extra></extra>'
  });
  return {
    data: [
      {
        type: 'scatter',
        mode: 'lines',
        x,
        y: channels,
        line: { color: colours.rule, width: 2, dash: 'dot' },
        ...hover(trans.__('of the channels'), channels)
      },
      ...(hasBlock
        ? [
            {
              type: 'scatter' as const,
              mode: 'lines' as const,
              x,
              y: macs,
              line: { color: colours.compound, width: 2 },
              ...hover(trans.__('of the block’s MACs'), macs)
            }
          ]
        : [])
    ],
    layout: {
      ...baseLayout(colours, fontSize),
      margin: { ...MARGIN },
      xaxis: { ...horizontalAxis(colours), range: [0, 1], dtick: 0.2 },
      yaxis: {
        range: [0, 1.02],
        tickvals: TICKS,
        ticktext: TICKS.map((share) => percent(share, 0)),
        gridcolor: colours.grid,
        zeroline: false,
        fixedrange: true
      },
      annotations: [
        note('↑ ' + trans.__('share that pruning takes'), {
          x: 0,
          xanchor: 'left',
          y: 1,
          yanchor: 'bottom',
          xshift: -40,
          yshift: 6
        }),
        note(trans.__('threshold τ') + ' →', { x: 1, xanchor: 'right', y: 0, yanchor: 'top', yshift: -20 }),
        note(
          hasBlock
            ? trans.__('solid: the block’s MACs; dotted: its channels')
            : trans.__('dotted: channels; choose the block to see MACs'),
          {
            x: 1,
            xanchor: 'right',
            y: 0.02,
            yanchor: 'bottom',
            font: { color: colours.textFaint, size: 11 }
          }
        )
      ]
    }
  };
}

/** How many of ascending values lie below a limit. */
function countBelow(values: readonly number[], limit: number): number {
  let [from, to] = [0, values.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    [from, to] = values[middle] < limit ? [middle + 1, to] : [from, middle];
  }
  return from;
}

/** The threshold and what it takes, over the plot: they move at every frame of a drag. */
export class ThresholdOverlay extends SvgOverlay {
  constructor() {
    super('jp-EnetMarks', MARGIN);
    this.circle.setAttribute('r', '6');
    this.node.append(this.line, this.circle);
  }

  show(threshold: number, share: number): void {
    this.at = { threshold, share };
    this.redraw();
  }

  protected override draw({ pixel }: PlotArea): void {
    const { threshold, share } = this.at;
    const top = pixel({ x: threshold, y: 1 });
    const bottom = pixel({ x: threshold, y: 0 });
    const point = pixel({ x: threshold, y: share / 1.02 });
    set(this.line, { x1: top.x, x2: bottom.x, y1: top.y, y2: bottom.y });
    set(this.circle, { cx: point.x, cy: point.y });
  }

  private readonly line = svgElement('line');
  private readonly circle = svgElement('circle');
  private at = { threshold: 0, share: 0 };
}
