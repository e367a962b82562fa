import {
  csvOf,
  markdownOf,
  type ToolCount,
  toolCountTable,
  toolTermTable
} from '@efficientnet-lab/kernel-helpers/analysis';
import {
  countOf,
  pickedTool,
  type ToolComparison,
  type ToolComparisonDocument,
  toolsChart,
  toolsKey,
  toolsPicture,
  toolsWords
} from '@efficientnet-lab/kernel-helpers/views/tool-comparison';
import { NetworkSelect } from '../../controls/network-select';
import type { LabView } from '../../frame/lab-view';
import type { ShownPart } from '../../frame/parts';
import { openerOf, viewOf } from '../../frame/parts-view';
import { chartKey } from '../../plot/chart-key';
import type { ViewEnvironment } from '../../tokens';
import { specCode } from '../model-table/code';
import { ToolCounts } from './counts';
import { termMatrix, ToolDetails } from './details';
import { TOOL_COMPARISON_START, ToolComparisonModel } from './model';
import { whyContent } from './why';

/** Height of a tool's bar, and of the axis below; pixels. */
const ROW = 25;
const AXIS = 56;

/** What tools and publications count for one network, and which terms make the difference. */
function toolComparisonView(model: ToolComparisonModel, environment: ViewEnvironment): LabView {
  const { trans } = environment;
  return viewOf('tool-comparison', model, environment, (make) => {
    let selected: ToolCount['id'] = 'fvcore-torchvision';
    /** The tool that was chosen, or another where it says nothing of the network. */
    const shown = (comparison: ToolComparison): ToolCount =>
      countOf(comparison, selected, 'fvcore-torchvision', 'fvcore-timm') ?? comparison.counts[0];
    const select = (count: ToolCount | null): void => {
      selected = count?.id ?? selected;
      make.requestRender();
    };
    /** Another tool that is chosen changes none of these. */
    const same = (part: ShownPart<ToolComparison>): ShownPart<ToolComparison> =>
      make.kept((comparison) => [comparison], part);
    const networks = new NetworkSelect((spec) => model.show(spec), trans);
    const counts = new ToolCounts(select, trans);
    const details = new ToolDetails(trans);
    return {
      className: 'jp-EnetToolComparison',
      fileName: 'efficientnet-tools',
      title: trans.__('Why do tools disagree?'),
      broken: trans.__('No count is exact'),
      words: toolsWords,
      parts: [
        make.box('jp-mod-wide', { node: networks.node, update: () => networks.show(model.state.spec) }),
        make.box(
          'jp-EnetToolPicture',
          make.chart(
            '',
            (comparison) => toolsChart(comparison, shown(comparison), trans),
            { pick: (picked) => select(pickedTool(model.result, picked)) },
            (comparison) => ROW * comparison.counts.length + AXIS
          ),
          same(
            make.content((comparison) =>
              chartKey(toolsKey(comparison), trans.__('Terms that make the differences'))
            )
          ),
          {
            node: counts.node,
            render: (comparison) => counts.update(comparison, shown(comparison))
          }
        ),
        make.box('jp-EnetSide', {
          node: details.node,
          render: (comparison) => details.update(shown(comparison))
        }),
        same(make.table(termMatrix, 'jp-mod-wide'))
      ],
      network: {
        spec: () => (model.outcome.ok ? model.state.spec : null),
        turnTo: (spec) => {
          model.show(spec);
          return true;
        }
      },
      whyTitle: trans.__('What each tool counts, and why'),
      why: whyContent,
      dataTitle: trans.__('Counts of all tools'),
      data: (comparison) => toolCountTable(comparison.counts),
      csv: (comparison) => csvOf(toolCountTable(comparison.counts)),
      markdown: (comparison) =>
        [toolCountTable(comparison.counts), toolTermTable(comparison.counts)].map(markdownOf).join('\n'),
      code: () => `${specCode(model.state.spec)}\nenet.showToolComparison(spec);\n`,
      paper: toolsPicture,
      help: [
        trans.__(
          'A bar shows how far a tool’s count lies from ours and which terms make the difference: what it counts beyond ours to the right, what it leaves out to the left.'
        ),
        trans.__(
          'A click on a tool or its bars, or Enter, shows its terms, its reason and the source of its figure.'
        ),
        trans.__(
          '“published” and “run” are figures that were read or measured, with source and date; “computed” follows from the tool’s rule alone. In the table of terms, ✓ is counted once, 2 × twice, – not at all.'
        ),
        trans.__(
          'Everything is computed in the browser; no kernel is needed. Hover over a number for its exact value.'
        )
      ]
    };
  });
}

export const opener = openerOf<ToolComparisonDocument>(
  () => ({ ...TOOL_COMPARISON_START }),
  (data, environment, start) => toolComparisonView(new ToolComparisonModel(data, start), environment)
);
