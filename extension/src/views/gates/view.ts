import type { GateVerdict } from '@efficientnet-lab/kernel-helpers/analysis';
import type { Chart, Picked } from '@efficientnet-lab/kernel-helpers/chart';
import {
  channelName,
  channelsOf,
  channelWords,
  type DrawnGates,
  drawnGates,
  GATES_START,
  gateProfileChart,
  gateSavingsChart,
  type GatesDocument,
  gatesKey,
  gatesMapChart,
  gatesPicture,
  type GatesResult,
  type GatesRoom,
  type GatesState,
  gatesWords,
  MAP,
  THRESHOLD
} from '@efficientnet-lab/kernel-helpers/views/gates';
import { button } from '../../controls/button';
import { scrolling } from '../../controls/table';
import { element, setText } from '../../dom/element';
import { Kept } from '../../frame/kept';
import type { LabView } from '../../frame/lab-view';
import type { ChartPart, PartMaker } from '../../frame/parts';
import { openerOf, viewOf } from '../../frame/parts-view';
import type { ChartActions } from '../../plot/chart-actions';
import { chartKey } from '../../plot/chart-key';
import type { ViewEnvironment } from '../../tokens';
import { ChannelSlider } from './channel-slider';
import { GatesControls } from './controls';
import { channelsTable, toCsv, toTypeScript } from './export';
import { GatesModel } from './model';
import { PruneEnd } from './prune-end';
import { GatesSource } from './source';
import { resultsTable, whyContent } from './why';

/** More columns and rows have no pixel of their own. */
const ROOM: GatesRoom = { channels: 360, inputs: 150 };

/** Null as long as there are no gates. */
type Result = GatesResult | null;

/** Which channels a block's gates switch off, always or sometimes, and what pruning them would save. */
function gatesView(model: GatesModel, environment: ViewEnvironment): LabView {
  const { trans } = environment;
  return viewOf('gates', model, environment, (make: PartMaker<Result>) => {
    const kept = new Kept<DrawnGates>();
    let drawn: DrawnGates | null = null;
    /** The channel that is looked at. */
    let looked: number | null = null;
    const slider = new ChannelSlider(trans, (place) => lookAt(drawn?.order[place]));
    const show = (result: GatesResult, { order }: DrawnGates): void => {
      looked = looked === null || looked >= order.length ? order[0] : looked;
      slider.show(order.indexOf(looked), order.length, channelWords(model.state, result, looked, trans));
    };
    const lookAt = (channel: number | undefined): void => {
      const { outcome } = model;
      if (channel !== undefined && channel !== looked && outcome.ok && outcome.result && drawn) {
        looked = channel;
        show(outcome.result, drawn);
        [map, profile].forEach(({ plot }) => plot.follow());
      }
    };
    const look = (picked: Picked | null): void => {
      const { outcome } = model;
      if (picked && outcome.ok && outcome.result && drawn) {
        const channels =
          picked.id === MAP ? drawn.channels : channelsOf(picked.id as GateVerdict, outcome.result, drawn);
        lookAt(channels[picked.index]);
      }
    };
    const drag: ChartActions['drag'] = (id, value, phase) =>
      id === THRESHOLD && model.set('threshold', value, phase);
    const chart = (
      place: 'map' | 'profile' | 'savings',
      of: (state: GatesState, result: GatesResult, shown: DrawnGates) => Chart,
      actions: ChartActions
    ): ChartPart<Result> =>
      make.chart(
        `jp-EnetGates-${place}`,
        (result) => result && drawn && of(model.state, result, drawn),
        actions
      );
    const looking = { pick: look, point: look };
    const map = chart('map', (...shown) => gatesMapChart(...shown, looked, trans), looking);
    const profile = chart('profile', (...shown) => gateProfileChart(...shown, looked, trans), {
      ...looking,
      drag
    });
    return {
      className: 'jp-EnetGates',
      fileName: 'efficientnet-gates',
      title: trans.__('Gates'),
      broken: trans.__('These are no gates'),
      words: (result) => gatesWords(model.state, result, trans),
      isEmpty: () => model.outcome.ok && model.outcome.result === null,
      parts: [
        {
          render: (result) => {
            if (result) {
              const { order, threshold } = model.state;
              const by = { channel: null, mean: null, below: threshold, score: result.scores };
              // Other gates, or another order of the channels, make it anew.
              drawn = kept.of([result.matrix, order, by[order.column]], () =>
                drawnGates(result, model.state, ROOM)
              );
              show(result, drawn);
            }
          }
        },
        make.box(
          'jp-EnetGates-picture',
          chartKey(gatesKey(trans), trans.__('What cells and points stand for')),
          map,
          profile,
          slider.node,
          twinRow(model, () => looked, environment),
          chart('savings', (state, result) => gateSavingsChart(state, result, trans), { drag })
        ),
        make.box(
          'jp-EnetSide',
          new GatesSource(model, trans),
          new GatesControls(model, trans),
          make.content((result) => (result ? scrolling(resultsTable(result, trans)) : new Text())),
          new PruneEnd(model, environment)
        )
      ],
      whyTitle: trans.__('What a channel costs, and why its gate alone is not a measure of importance'),
      why: (result) => whyContent(model.state, result, trans),
      dataTitle: trans.__('Gates by channel'),
      data: (result) =>
        result ? channelsTable(model.state, result) : element('p', {}, trans.__('There are no gates yet.')),
      csv: (result) => (result ? toCsv(model.state, result) : ''),
      code: () => toTypeScript(model.state),
      paper: (result, today) => result && gatesPicture(model.state, result, today, trans),
      help: [
        trans.__(
          'Gates come from a file, a paste, a cell, or the example: one row for each input, one number from 0 to 1 for each channel.'
        ),
        trans.__(
          'The map shows gates, one column for each channel; below it are each channel’s mean and spread, and the threshold τ, which can be dragged. Point at a channel, or move the slider below, to read its numbers; the arrow keys also step through the plots.'
        ),
        trans.__(
          'The curve shows what pruning would remove at each threshold. The savings are exact; the effect on accuracy is not known here: “write the cell that prunes” inserts a cell below that measures it.'
        )
      ]
    };
  });
}

export const opener = openerOf<GatesDocument>(
  () => ({ ...GATES_START }),
  (data, environment, start) => gatesView(new GatesModel(data, start), environment)
);

/** Shows what a twin changes: the gate, and not the contribution. */
function twinRow(model: GatesModel, looked: () => number | null, { trans }: ViewEnvironment): HTMLElement {
  const note = element('span', { class: 'jp-EnetControls-note', role: 'status' });
  const rescale = (): void => {
    const channel = looked();
    if (channel !== null) {
      model.rescale(channel);
      setText(
        note,
        trans.__(
          'Channel %1: gates divided by ten, projection multiplied by ten. The block computes the same; the contribution is unchanged. Ctrl+Z undoes.',
          channelName(model.state, channel)
        )
      );
    }
  };
  return element(
    'div',
    { class: 'jp-EnetGates-row' },
    button(trans.__('rescale the channel'), rescale, {
      title: trans.__('The same function with this channel’s gates a tenth as large')
    }),
    note
  );
}
