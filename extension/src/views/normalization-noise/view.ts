import {
  noiseAxes,
  noiseChart,
  noisePicture,
  NORMALIZATION_NOISE_START,
  type NormalizationNoiseDocument,
  type NormalizationNoiseResult,
  normalizationNoiseWords,
  publishedErrorsChart,
  publishedSource,
  publishedWords,
  runningChart,
  runningWords,
  widthWords
} from '@efficientnet-lab/kernel-helpers/views/normalization-noise';
import type { TranslationBundle } from '@jupyterlab/translation';
import { element, setText } from '../../dom/element';
import type { LabView } from '../../frame/lab-view';
import type { Part } from '../../frame/parts';
import { openerOf, viewOf } from '../../frame/parts-view';
import type { ViewEnvironment } from '../../tokens';
import { NoiseControls } from './controls';
import { curveTable, toCsv, toTypeScript } from './export';
import { NormalizationNoiseModel } from './model';
import { SimulatedPoints } from './simulated-points';
import { Simulation } from './simulation';
import { numbersTable, runningTable, widthTable } from './tables';
import { whyContent } from './why';

/** Noise of batch normalisation's statistics against group normalisation, in theory, simulated and measured. */
function normalizationNoiseView(model: NormalizationNoiseModel, environment: ViewEnvironment): LabView {
  const { trans } = environment;
  return viewOf('normalization-noise', model, environment, (make) => {
    const controls = new NoiseControls(model, trans);
    const axes = make.axes(noiseAxes, (at, result) => (model.isMoving ? at : noiseAxes(result)));
    const noise = axes.chart('jp-EnetNoise-plot', (result, at) =>
      noiseChart(result, simulated.points(), at, trans)
    );
    const simulated = new SimulatedPoints(
      model,
      new Simulation(),
      { follow: () => noise.plot.follow(), arrived: make.arrived },
      trans
    );
    return {
      className: 'jp-EnetNoise',
      fileName: 'efficientnet-noise',
      title: trans.__('Batch or group norm'),
      broken: trans.__('No normalisation is possible here'),
      words: normalizationNoiseWords,
      parts: [
        axes,
        make.box('jp-EnetNoise-picture', controls.picture, noise, simulated),
        make.box('jp-EnetSide', controls, make.table(numbersTable)),
        make.box(
          'jp-EnetNoise-beside jp-mod-wide',
          make.box(
            'jp-EnetNoise-column',
            make.title(trans.__('What it costs: published errors')),
            make.chart('jp-EnetNoise-sidePlot', () => publishedErrorsChart(trans)),
            element('p', {}, `${publishedWords(trans)} (${publishedSource(trans)})`),
            make.title(trans.__('As layers widen')),
            make.table(widthTable),
            element('p', {}, widthWords(trans))
          ),
          make.box(
            'jp-EnetNoise-column',
            make.title(trans.__('Running statistics')),
            axes.chart('jp-EnetNoise-sidePlot', (result, at) => runningChart(result, at, trans)),
            runningText(trans),
            make.content(runningTable)
          )
        )
      ],
      whyTitle: trans.__('Why 1/√m alone misleads'),
      why: whyContent,
      dataTitle: trans.__('Noise of normalisation statistics'),
      data: curveTable,
      csv: (result) => toCsv(result, simulated.points(), trans),
      code: () => toTypeScript(model.state),
      paper: (result, today) => noisePicture({ result, simulated: simulated.points() }, today, trans),
      help: [
        trans.__(
          'The solid line is how far a batch’s statistic lies from the population’s; the dashed line is what counting pixels says. Circles are simulated, with bars of 95 %. Squares are measured in a network, if the cell supplied them.'
        ),
        trans.__(
          'The dotted line counts the values of one group. It is not noise: group norm uses a single image, and its zero is drawn below the logarithmic axis.'
        ),
        trans.__(
          'The simulation starts when the sliders rest and runs in the background; pause it, or give another seed. Equal seeds draw equal points.'
        )
      ]
    };
  });
}

/** What momentum does, marked where running statistics lag behind. */
function runningText(trans: TranslationBundle): Part<NormalizationNoiseResult> {
  const node = element('p', { class: 'jp-EnetNoise-running' });
  return {
    node,
    render: (result) => {
      setText(node, runningWords(result, trans));
      node.classList.toggle('jp-mod-stale', result.running.stale);
    }
  };
}

export const opener = openerOf<NormalizationNoiseDocument>(
  () => ({ ...NORMALIZATION_NOISE_START }),
  (data, environment, start) => normalizationNoiseView(new NormalizationNoiseModel(data, start), environment)
);
