import { pointsOf, publishedRecords, type RecordPoints, familiesOf } from '../records';
import { type Statement, statement } from '../statement';
import { dominates, paretoFront } from './pareto';
import { slopeBetween } from './slopes';

/** Single dimensions and compound scaling of four networks, as published. */
const dimensions = (): RecordPoints[] => {
  const set = publishedRecords('paper-dimensions');
  return familiesOf(set).map((family) => pointsOf(set, 'macs', (record) => record.family === family));
};

const SINGLE = ['depth', 'width', 'resolution'];

/** Statements on fronts, computed from the published single-dimension and compound networks at the call. */
export function frontStatements(): Statement[] {
  const section = 'Scaling efficiency';
  const families = dimensions();
  const singles = families.map((points) => indices(points, (scaling) => SINGLE.includes(scaling)));
  const compounds = families.map((points) => indices(points, (scaling) => scaling === 'compound')[0]);
  const dominated = families.filter((points, f) =>
    singles[f].every((single) => dominates(points, compounds[f], single))
  );
  const best = families.filter(({ accuracies }, f) =>
    singles[f].every((single) => accuracies[compounds[f]] > accuracies[single])
  );
  const kept = families.flatMap((points, f) =>
    paretoFront(points).members.filter((member) => singles[f].includes(member))
  );
  const names = (of: RecordPoints[]): string => of.map(({ records }) => records[0].family ?? '').join(', ');
  const steepest = families
    .filter((points) => indices(points, (scaling) => scaling === 'depth').length > 0)
    .map((points) => ({ points, scaling: steepestScaling(points) }));
  const depth = steepest.filter(({ scaling }) => scaling === 'depth').map(({ points }) => points);
  return [
    statement({
      id: 'compound-most-accurate',
      section,
      claim: 'Compound scaling is more accurate than any single dimension.',
      quantity: 'of the published networks with all rows, those where compound scaling is the most accurate',
      status: 'holds',
      claimed: families.length,
      computed: best.length,
      why: `${names(best)}: at about four times the cost, and not at exactly the same one.`
    }),
    statement({
      id: 'compound-dominates',
      section,
      claim: 'Compound scaling traces the upper envelope of the single dimensions.',
      quantity: 'published networks whose compound row dominates every single-dimension row in MACs',
      status: 'false',
      claimed: families.length,
      computed: dominated.length,
      why:
        `Only for ${names(dominated)}. Elsewhere the compound network costs slightly more than single-dimension ones, ` +
        'so that neither dominates the other.'
    }),
    statement({
      id: 'single-dimension-on-front',
      section,
      claim: 'No network that is scaled in one dimension is on the front.',
      quantity: 'published single-dimension networks on the fronts of their families',
      status: 'false',
      claimed: 0,
      computed: kept.length,
      why: 'They are cheaper than the compound network, and more accurate than everything cheaper than they are.'
    }),
    statement({
      id: 'depth-steepest',
      section,
      claim: 'Depth gains most for each additional operation.',
      quantity:
        'published networks in which depth gains the most per cent for each multiple of the baseline’s MACs',
      status: 'false',
      claimed: steepest.length,
      computed: depth.length,
      why:
        `True of ${names(depth)}. That cost grows with d but with w² and r² says nothing of the gain, and steps of ` +
        'four times the cost are no initial slope.'
    })
  ];
}

function indices({ records }: RecordPoints, wanted: (scaling: string) => boolean): number[] {
  return records.flatMap(({ scaling }, i) => (scaling !== undefined && wanted(scaling) ? [i] : []));
}

function steepestScaling(points: RecordPoints): string | undefined {
  const { records, costs, accuracies } = points;
  const at = (i: number): { cost: number; accuracy: number } => ({ cost: costs[i], accuracy: accuracies[i] });
  const [baseline] = indices(points, (scaling) => scaling === 'baseline');
  const slope = (i: number): number => slopeBetween(at(baseline), at(i)).perCost ?? -Infinity;
  const [steepest] = indices(points, (scaling) => SINGLE.includes(scaling)).sort(
    (a, b) => slope(b) - slope(a)
  );
  return records[steepest].scaling;
}
