import {
  stoppingAxes,
  stoppingChart,
  stoppingDetailChart,
  stoppingPicture,
  STOPPING_POINT_START,
  type StoppingPointDocument,
  stoppingPointWords
} from '@efficientnet-lab/kernel-helpers/views/stopping-point';
import type { LabView } from '../../frame/lab-view';
import { openerOf, viewOf } from '../../frame/parts-view';
import type { ViewEnvironment } from '../../tokens';
import { StoppingControls } from './controls';
import { allNumbers, toCsv, toTypeScript } from './export';
import { StoppingPointModel } from './model';
import { curveTable, placesTable, whyContent } from './why';

/** How far scaling up is worth its cost: a saturating curve, its marginal gain, and φ* by a rule. */
function stoppingPointView(model: StoppingPointModel, environment: ViewEnvironment): LabView {
  const { trans } = environment;
  return viewOf('stopping-point', model, environment, (make) => {
    // The sentence has got its interval.
    model.resampled.connect(() => make.arrived());
    const axes = make.axes(stoppingAxes);
    const detail = make.ownChoice(
      trans.__('Second plot shows'),
      { marginal: trans.__('marginal gain'), efficiency: trans.__('accuracy per cost') },
      'marginal'
    );
    return {
      className: 'jp-EnetStopping',
      fileName: 'efficientnet-stopping-point',
      title: trans.__('Stopping point'),
      broken: trans.__('There is no curve'),
      words: (result) => stoppingPointWords(model.state, result, trans),
      parts: [
        axes,
        make.box(
          'jp-EnetStopping-picture',
          axes.chart('jp-EnetStopping-plot', (result, at) => stoppingChart(model.state, result, at, trans)),
          make.note(
            trans.__('Band: interval of the curve; dashed: beyond the networks; strip: interval of φ*.')
          ),
          detail,
          axes.chart('jp-EnetStopping-detail', (result, at) =>
            stoppingDetailChart(detail.value, model.state, result, at, trans)
          )
        ),
        make.box('jp-EnetSide', new StoppingControls(model, trans), make.table(curveTable)),
        make.table(placesTable, 'jp-mod-wide')
      ],
      whyTitle: trans.__('Where φ* comes from, and what it rests on'),
      why: whyContent,
      dataTitle: trans.__('Networks, their efficiency and marginal gains'),
      data: allNumbers,
      csv: toCsv,
      code: () => toTypeScript(model.state),
      paper: (result, today) => stoppingPicture(model.state, result, today, trans),
      help: [
        trans.__(
          'Points are networks, the line a curve that saturates. The slider sets how small a gain is still worth its cost; φ* is where the curve’s gain falls to it.'
        ),
        trans.__(
          'Choose published records or open your own; a family can be hidden. “Of my own” lets you set the curve itself.'
        ),
        trans.__(
          'The second plot shows what one more unit of cost brings, between neighbouring networks and along the curve, or accuracy for each unit of cost.'
        )
      ]
    };
  });
}

export const opener = openerOf<StoppingPointDocument>(
  () => ({ ...STOPPING_POINT_START }),
  (data, environment, start) => stoppingPointView(new StoppingPointModel(data, start), environment)
);
