import {
  boxText,
  FRONT_START,
  frontAxes,
  frontCaption,
  frontChart,
  type FrontDocument,
  frontPicture,
  frontPointOf,
  type FrontResult,
  frontWords,
  selectedText
} from '@efficientnet-lab/kernel-helpers/views/front';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { MenuEntry } from '../../controls/menu';
import { downloadText } from '../../dom/download';
import { Kept } from '../../frame/kept';
import type { LabView } from '../../frame/lab-view';
import type { PartMaker, ShownPart } from '../../frame/parts';
import { openerOf, viewOf } from '../../frame/parts-view';
import type { ViewEnvironment } from '../../tokens';
import { FrontControls } from './controls';
import { pointsTable, recordsText, tableText, toTypeScript } from './export';
import { Families } from './families';
import { FrontModel } from './model';
import { type Box, dominatedTable, frontNumbers, membersTable, stepsTable } from './tables';
import { whyContent } from './why';

const FILE_NAME = 'efficientnet-front';

/** Which networks nothing dominates, who dominates the others, and what a budget buys. */
function frontView(model: FrontModel, environment: ViewEnvironment): LabView {
  const { trans } = environment;
  return viewOf('front', model, environment, (make: PartMaker<FrontResult>) => {
    /** Words and tables tell of what is in the box alone. */
    let box: Box = null;
    const ask = (point: number): void => model.select(model.result.places[point]);
    const axes = make.axes(frontAxes);
    const onAxes = new Kept<void>();
    const plot = axes.chart('jp-EnetFront-plot', (result, at) => frontChart(result, at, trans), {
      pick: (picked) => {
        const point = frontPointOf(model.result, picked);
        if (point !== null) {
          ask(point);
        }
      },
      drag: (_, cost, phase) => model.setBudget(Number(cost.toPrecision(3)), phase),
      select: (picked) => {
        const points = picked?.map((each) => frontPointOf(model.result, each));
        box = points ? new Set(points.filter((point) => point !== null)) : null;
        make.requestRender();
      }
    });
    /** A budget that moves changes none of these. */
    const told = (part: ShownPart<FrontResult>): ShownPart<FrontResult> =>
      make.kept(({ state: { source, cost, scale, hidden, selected } }) => {
        return [source, cost, scale, hidden, selected, box];
      }, part);
    return {
      className: 'jp-EnetFront',
      fileName: FILE_NAME,
      title: trans.__('Accuracy–cost front'),
      broken: trans.__('These records have no front'),
      words: (result) => frontWords(model.state, result, trans),
      parts: [
        {
          render: ({ set, state: { cost, scale, hidden } }) =>
            onAxes.of([set, cost, scale, hidden], () => {
              axes.drop();
              plot.plot.liftBox();
            })
        },
        axes,
        make.box(
          'jp-EnetFront-picture',
          new Families(model, trans),
          plot,
          told(
            make.text(
              (result) =>
                (box ? boxText(result, [...box], trans) : selectedText(result, trans)) ||
                trans.__('Click a point, or a name in a table, to see what dominates it.'),
              'jp-EnetFront-answer',
              'status'
            )
          ),
          told(make.text((result) => frontCaption(result, trans), 'jp-EnetSource jp-EnetFront-caption'))
        ),
        make.box(
          'jp-EnetSide',
          new FrontControls(model, trans),
          told(make.content(frontNumbers, 'jp-EnetFront-numbers'))
        ),
        told(
          focusKept(
            make.table((result) => membersTable(result, ask, box, trans), 'jp-mod-wide jp-EnetFront-members')
          )
        ),
        told(
          focusKept(
            make.section(
              ({ points, front }) => {
                const dominated = points.records.length - front.members.length;
                return dominated === 0
                  ? ''
                  : trans.__('Dominated networks (%1), and what dominates them', dominated);
              },
              (result) => dominatedTable(result, ask, box, trans),
              'jp-mod-wide'
            )
          )
        ),
        told(
          make.section(
            ({ steps }) => (steps.length === 0 ? '' : trans.__('Gains from each family’s baseline')),
            stepsTable,
            'jp-mod-wide'
          )
        )
      ],
      entries: entriesOf(model, trans),
      whyTitle: trans.__('What dominance, hypervolume and knee are, and where fronts mislead'),
      why: whyContent,
      dataTitle: trans.__('All networks that are shown'),
      data: pointsTable,
      csv: (result) => tableText(result, 'csv'),
      markdown: (result) => tableText(result, 'markdown'),
      code: () => toTypeScript(model.state),
      paper: frontPicture,
      help: [
        trans.__(
          'Each point is a network: the less it costs the further left, the more accurate the higher. Filled points are on the front: nothing is both cheaper and more accurate. Hollow ones are dominated.'
        ),
        trans.__(
          'Click a point, or press its name in a table, to see what dominates it: everything in the shaded corner to its upper left. Draw a box with the button above the plot to summarise the networks in it.'
        ),
        trans.__(
          'Drag the line of the budget, or move its slider, to see what a limit buys and what comes next.'
        ),
        trans.__(
          'Give your own records as CSV or JSON: open a file, drop it on the view, or paste it. The first line of CSV names the columns, for example “name,accuracy,cost:latency [ms]”.'
        )
      ]
    };
  });
}

export const opener = openerOf<FrontDocument>(
  () => ({ ...FRONT_START }),
  (data, environment, start) => frontView(new FrontModel(data, start), environment)
);

/** A point's name keeps the focus as its table is made anew. */
function focusKept({ node, render }: ShownPart<FrontResult>): ShownPart<FrontResult> {
  return {
    node,
    render: (result) => {
      const { activeElement } = document;
      const focused = node.contains(activeElement) ? activeElement?.getAttribute('data-point') : null;
      render(result);
      if (focused && node instanceof Element) {
        node.querySelector<HTMLElement>(`[data-point="${focused}"]`)?.focus();
      }
    }
  };
}

function entriesOf(model: FrontModel, trans: TranslationBundle): MenuEntry[] {
  const isEnabled = (): boolean => model.outcome.ok;
  const download = (name: string, makeText: (result: FrontResult) => string) => (): void =>
    downloadText(`${name}.json`, makeText(model.result), 'application/json');
  return [
    {
      label: trans.__('Download JSON'),
      run: download(FILE_NAME, (result) => tableText(result, 'json')),
      isEnabled
    },
    {
      label: trans.__('Download records'),
      run: download('efficientnet-records', recordsText),
      isEnabled
    }
  ];
}
