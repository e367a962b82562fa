import { summarize } from '@efficientnet-lab/kernel-helpers/analysis';
import {
  ALPHA,
  BLOCK_EXPLORER_START,
  blockAxes,
  blockBars,
  type BlockExplorerDocument,
  blockPicture,
  type BlockResult,
  blockWords,
  breakEvenChart,
  grownAxes,
  type Measure,
  measureName,
  type Segment,
  segmentKey,
  segmentsOf,
  segmentText
} from '@efficientnet-lab/kernel-helpers/views/block-explorer';
import { element, setText } from '../../dom/element';
import type { LabView } from '../../frame/lab-view';
import { openerOf, viewOf } from '../../frame/parts-view';
import type { ViewEnvironment } from '../../tokens';
import { BlockControls } from './controls';
import { toCsv, toTypeScript } from './export';
import { blockModel, type BlockExplorerModel } from './model';
import { stateOfBlock } from './network-blocks';
import { costsTable, formulasTable, whyContent } from './why';

/** Standard convolution, depthwise separable convolution and MBConv in one place of a network. */
function blockExplorerView(model: BlockExplorerModel, environment: ViewEnvironment): LabView {
  const { trans } = environment;
  return viewOf('block-explorer', model, environment, (make) => {
    const controls = new BlockControls(model, trans);
    const axes = make.axes(blockAxes, (at, result) => grownAxes(result, at));
    const measure = make.ownChoice(
      trans.__('Bars show'),
      { macs: measureName('macs', trans), params: measureName('params', trans) },
      'macs'
    );
    const formula = element('p', { class: 'jp-EnetFormula jp-EnetBlockExplorer-formula' });
    let pointedAt = '';
    const showFormula = (result: BlockResult): void => {
      const segment = segmentAt(pointedAt, measure.value, result);
      setText(formula, segmentText(segment, measure.value, result, trans));
    };
    const point = (id: string | undefined): void => {
      if (id !== undefined && model.outcome.ok) {
        pointedAt = id;
        showFormula(model.result);
      }
    };
    return {
      className: 'jp-EnetBlockExplorer',
      fileName: 'efficientnet-block',
      title: trans.__('Block explorer'),
      broken: trans.__('No block fits in this place'),
      words: blockWords,
      parts: [
        axes,
        make.box(
          'jp-EnetBlockExplorer-picture',
          measure,
          axes.chart(
            'jp-EnetBlockExplorer-bars',
            (result, at) => blockBars(measure.value, result, at, trans),
            { point: (picked) => point(picked?.id) }
          ),
          { node: formula, render: showFormula },
          make.title(trans.__('Does separation pay?')),
          axes.chart('jp-EnetBlockExplorer-plot', (result, at) => breakEvenChart(result, at, trans), {
            drag: (id, value, phase) => id === ALPHA && model.set('alpha', value, phase)
          })
        ),
        make.box('jp-EnetSide', controls),
        make.table(costsTable, 'jp-mod-wide'),
        make.section(trans.__('All formulas with their numbers'), formulasTable, 'jp-mod-wide')
      ],
      // The network whose block is shown; the block of the same name in another one, or its first.
      network: {
        spec: () => controls.network,
        turnTo: (spec) => {
          const { blocks } = summarize(spec);
          const block = blocks.find(({ name }) => name === controls.blockName) ?? blocks[0];
          controls.showNetwork(spec);
          model.move(stateOfBlock(spec, block, model.state));
          return true;
        }
      },
      whyTitle: trans.__('Sources of the formulas, and their limitations'),
      why: whyContent,
      dataTitle: trans.__('Terms of the costs'),
      data: formulasTable,
      csv: toCsv,
      code: () => toTypeScript(model.state),
      paper: blockPicture,
      help: [
        trans.__(
          'The bars compare three ways to fill one place in a network; point at a part, or step through them with the arrow keys, to see its formula.'
        ),
        trans.__(
          'Choose a block of a published network, or move the sliders; a pinned network offers its blocks too.'
        ),
        trans.__(
          'The plot shows how much of the benefit must be left for separation to pay: above the solid line it does. The line of α can be dragged.'
        )
      ]
    };
  });
}

export const opener = openerOf<BlockExplorerDocument>(
  () => ({ ...BLOCK_EXPLORER_START }),
  (data, environment, start) => blockExplorerView(blockModel(data, start), environment)
);

/** The part last pointed at; the dearest of MBConv when there is none any more. */
function segmentAt(key: string, measure: Measure, { candidates }: BlockResult): Segment {
  const all = candidates.flatMap((candidate) => segmentsOf(candidate, measure));
  return (
    all.find((segment) => segmentKey(segment) === key) ??
    all
      .filter(({ candidate }) => candidate === 'mbconv')
      .reduce((most, segment) => (most.value >= segment.value ? most : segment))
  );
}
