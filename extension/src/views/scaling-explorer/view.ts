import type { Picked } from '@efficientnet-lab/kernel-helpers/chart';
import { PIN_LETTERS, type PinLetter } from '@efficientnet-lab/kernel-helpers/views';
import {
  explorerState,
  type ExplorerStart,
  PIN_ID,
  pinnedNetworks,
  publishedBeside,
  PUBLISHED_ID,
  type Scaled,
  scalingAxes,
  scalingChart,
  type ScalingExplorerData,
  type ScalingExplorerDocument,
  type ScalingExplorerState,
  scalingPicture,
  type ScalingResult,
  scalingWords,
  stateForSpec
} from '@efficientnet-lab/kernel-helpers/views/scaling-explorer';
import type { TranslationBundle } from '@jupyterlab/translation';
import { element, setText } from '../../dom/element';
import type { LabView } from '../../frame/lab-view';
import type { Part, PartMaker, ShownPart } from '../../frame/parts';
import { openerOf, viewOf } from '../../frame/parts-view';
import type { PinBoard, PinChange } from '../../pins/board';
import type { ViewEnvironment } from '../../tokens';
import { BudgetControl } from './budget-control';
import { toTypeScript } from './code';
import { comparisonTable } from './comparison';
import { ScalingControls } from './controls';
import { toCsv } from './export';
import { ScalingExplorerModel } from './model';
import { PublishedFits } from './published';
import { dimensionsDataTable, sameCostTable } from './same-cost';
import { dataTable, doublingChart, stagesTable, totalsTable } from './tables';
import { whyContent } from './why';

const FROM_SETTINGS = ['phi', 'alpha', 'beta', 'gamma'] as const;

/** The scaling explorer: what a scaled network costs, beside what the rule promises and what is pinned. */
function scalingExplorerView(model: ScalingExplorerModel, environment: ViewEnvironment): LabView {
  const { trans, pins } = environment;
  return viewOf('scaling-explorer', model, environment, (make) => {
    const scaled = (result: ScalingResult): Scaled => ({
      result,
      pinned: pinnedNetworks(pins.pins, model.state)
    });
    const controls = new ScalingControls(model, trans);
    const axes = make.axes((result) => scalingAxes(scaled(result)));
    const plot = axes.chart(
      'jp-EnetExplorer-plot',
      (result, at) => scalingChart(scaled(result), at, trans, model.isMoving ? 'moving' : 'resting'),
      {
        pick: (picked) => pick(picked, model, pins),
        point: (picked) => pins.hover(pinOf(picked))
      }
    );
    const note = element('p', { class: 'jp-EnetControls-note' });
    let drawn = '';
    // Another picture has other axes: none are kept from the one before.
    const picture: Part<ScalingResult> = {
      render: ({ state: { picture: chosen = 'phi' } }) => {
        if (chosen !== drawn) {
          drawn = chosen;
          axes.drop();
          setText(note, pictureNote(chosen, environment));
        }
      }
    };
    const onPins = ({ hovered }: PinBoard, change: PinChange): void => {
      if (change === 'hovered') {
        plot.plot.highlight(hovered && { id: PIN_ID + hovered, index: 0 });
      }
    };
    pins.changed.connect(onPins);
    return {
      className: 'jp-EnetExplorer',
      fileName: 'efficientnet-scaling',
      title: trans.__('Scaling explorer'),
      broken: trans.__('This network can’t be built'),
      words: scalingWords,
      parts: [
        picture,
        axes,
        make.box('jp-EnetPicture', controls.picture, plot, note),
        make.box('jp-EnetSide', controls, new BudgetControl(model, trans), make.content(totalsTable)),
        comparison(make, scaled),
        make.content(stagesTable, 'jp-EnetExplorer-stages'),
        make.content(doublingChart, 'jp-EnetExplorer-doubling'),
        make.section(trans.__('The same promise, spent on one dimension'), sameCostTable, 'jp-mod-wide'),
        publishedFits(make, model, trans),
        { dispose: () => pins.changed.disconnect(onPins) }
      ],
      network: {
        spec: () => (model.outcome.ok ? model.result.report.spec : null),
        turnTo: (spec) => {
          const state = stateForSpec(spec, model.state);
          if (state) {
            model.move(state);
          }
          return state !== null;
        }
      },
      extra: () => (pins.pins.length > 0 ? { pins: pins.pins } : {}),
      stateOf: positionsOf,
      whyTitle: trans.__('Why the two numbers differ'),
      why: whyContent,
      dataTitle: trans.__('Data of the plot'),
      data: (result) =>
        result.state.picture === 'dimensions' ? dimensionsDataTable(result, trans) : dataTable(result, trans),
      csv: toCsv,
      code: () => toTypeScript({ ...model.state, ...(pins.pins.length > 0 ? { pins: pins.pins } : {}) }),
      paper: (result, today) => scalingPicture(scaled(result), today, trans),
      help: [
        trans.__(
          'Over φ: the solid line is the network that gets built, the dashed line what the scaling rule says, circles are B0…B7 as published.'
        ),
        trans.__(
          'Single dimensions: what a promised cost really takes when it is spent on depth, width or resolution alone, or on all three; above 1 it takes more than promised.'
        ),
        trans.__(
          'Pin up to four networks to compare them; a pin has the same letter and colour in every view, and choosing it turns all views to it.'
        ),
        trans.__(
          'Everything is computed in the browser; no kernel is needed. Hover over a number for its exact value.'
        )
      ]
    };
  });
}

export const opener = openerOf<ScalingExplorerDocument>(
  (settings) => {
    const numbers = FROM_SETTINGS.flatMap((name) => {
      const value = settings[name];
      return typeof value === 'number' ? [[name, value]] : [];
    });
    return explorerState(Object.fromEntries(numbers) as ExplorerStart);
  },
  (data, environment, start) => {
    // A saved comparison is shown to its reader, but never in place of the reader's own.
    if (data.pins && environment.pins.pins.length === 0) {
      environment.pins.load(data.pins);
    }
    return scalingExplorerView(new ScalingExplorerModel(positionsOf(data), positionsOf(start)), environment);
  }
);

/** The positions in a document, without the pins, which belong to the board. */
function positionsOf(data: ScalingExplorerData): ScalingExplorerState {
  const { pins: _, ...positions } = data;
  return positions;
}

/** The pinned networks beside the shown one, while there are any. */
function comparison(
  make: PartMaker<ScalingResult>,
  scaled: (result: ScalingResult) => Scaled
): ShownPart<ScalingResult> {
  const { node, render } = make.table(
    (result, trans) => comparisonTable(result, scaled(result).pinned, trans),
    'jp-mod-wide'
  );
  return {
    node,
    render: (result) => {
      node.hidden = scaled(result).pinned.length === 0;
      if (!node.hidden) {
        render(result);
      }
    }
  };
}

/** The published networks against the formula; they are fitted while no slider moves. */
function publishedFits(
  make: PartMaker<ScalingResult>,
  model: ScalingExplorerModel,
  trans: TranslationBundle
): Part<ScalingResult> {
  const fits = new PublishedFits(make.requestRender);
  const { node, render } = make.section(
    trans.__('Published networks against the formula'),
    () => fits.table(model.state, trans),
    'jp-mod-wide'
  );
  return {
    node,
    render: (result) => {
      if (!model.isMoving) {
        render(result);
      }
    },
    dispose: () => fits.dispose()
  };
}

/** Goes to a published network, or turns all views to a pinned one. */
function pick(picked: Picked, model: ScalingExplorerModel, pins: PinBoard): void {
  const letter = pinOf(picked);
  if (letter) {
    pins.select(letter);
  } else if (picked.id === PUBLISHED_ID) {
    model.choosePublished(publishedBeside(model.result)[picked.index].name);
  }
}

/** The letter of the pin that is meant; null when it is none. */
function pinOf(picked: Picked | null): PinLetter | null {
  return PIN_LETTERS.find((letter) => picked?.id === PIN_ID + letter) ?? null;
}

function pictureNote(picture: string, { trans }: ViewEnvironment): string {
  return picture === 'dimensions'
    ? trans.__(
        'Thin: networks with whole layers, channels and pixels; thick: their mean over a doubling of the promise; circles: B0…B7 as published.'
      )
    : trans.__('Solid: what gets built; dashed: what the rule says; circles: B0…B7 as published.');
}
