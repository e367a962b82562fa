import { pointsOf, publishedRecords } from '../records';
import { type Statement, statement } from '../statement';
import { efficiencySteps } from './efficiency';
import { fitSaturating } from './saturating-fit';
import { efficiencyPeak, stoppingPoint } from './stopping-point';

/** Relative rule for the statement on φ*: a tenth of the first gain. */
const SHARE = 0.1;

/** Statements on efficiency and the stopping point, computed from the published B0 to B7 at the call. */
export function stoppingStatements(): Statement[] {
  const section = 'Scaling efficiency';
  const set = publishedRecords('paper-v5');
  const points = pointsOf(set, 'macs');
  const rises = (measure: string): number => {
    const steps = efficiencySteps(pointsOf(set, measure));
    return steps.filter(({ perCost }, i) => i > 0 && perCost > steps[i - 1].perCost).length;
  };
  const gains = efficiencySteps(points).flatMap(({ step }) => step?.marginal ?? []);
  const fit = fitSaturating(points);
  const peak = efficiencyPeak(fit.curve, fit.cost);
  const stop = stoppingPoint(fit.curve, fit.cost, { kind: 'relative', share: SHARE });
  const source = 'B0 to B7 of the paper’s fifth version';
  return [
    statement({
      id: 'efficiency-peak-macs',
      section,
      claim: 'Accuracy per operation rises to a peak for small models, then falls.',
      quantity: `steps of ${source} in which accuracy per MAC rises`,
      status: 'false',
      claimed: 1,
      computed: rises('macs'),
      why: 'B0 is the most efficient. A network of chance accuracy and hardly any cost would be more so: the measure rewards doing nothing.'
    }),
    statement({
      id: 'efficiency-peak-params',
      section,
      claim: 'Accuracy per parameter rises to a peak for small models, then falls.',
      quantity: `steps of ${source} in which accuracy per parameter rises`,
      status: 'false',
      claimed: 1,
      computed: rises('params'),
      why: 'It falls from B0 on.'
    }),
    statement({
      id: 'interior-peak',
      section,
      claim: 'Saturating accuracy over exponential cost has an interior peak of efficiency.',
      quantity: `B·(k + ln g)/(A∞·ln g) of the curve through ${source}, which must exceed 1`,
      status: 'false',
      claimed: 1,
      computed: peak.ratio,
      why: 'B0 already has most of the accuracy that the family reaches: only a baseline far below it can gain faster than its cost doubles.'
    }),
    statement({
      id: 'marginal-gain-falls',
      section,
      claim: 'Each step up the family gains less accuracy for an additional operation than the step before.',
      quantity: `steps of ${source} whose marginal gain is below that of the step before`,
      status: 'holds',
      claimed: gains.length - 1,
      computed: gains.filter((gain, i) => i > 0 && gain < gains[i - 1]).length,
      why: 'From step to step the cost grows faster than the gain.'
    }),
    statement({
      id: 'stopping-point',
      section,
      claim: 'There is a φ* beyond which scaling yields negligible returns.',
      quantity: `φ* in doublings of B0’s MACs, where the marginal gain is ${100 * SHARE} % of B0’s`,
      status: 'holds',
      claimed: null,
      computed: stop.phi,
      why: 'For any threshold that is chosen. Which gain is negligible, no data say: φ* moves with the logarithm of the threshold.'
    })
  ];
}
