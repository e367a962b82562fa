import fc from 'fast-check';
import {
  PUBLISHED_SETS,
  PUBLISHED_VARIANTS,
  publishedRecords,
  summarize,
  variant
} from '../../kernel-helpers/src/analysis';
import type { Chart } from '../../kernel-helpers/src/chart';
import {
  blockAxes,
  blockBars,
  blockResult,
  breakEvenChart
} from '../../kernel-helpers/src/views/block-explorer';
import {
  confusionChart,
  confusionView,
  evaluationResult,
  keptEvaluation,
  liveConfusionChart,
  reliabilityChart
} from '../../kernel-helpers/src/views/evaluation';
import { KEPT, manyClasses } from '../../kernel-helpers/src/views/evaluation/evaluation.fixtures';
import { frontAxes, frontChart, frontResult } from '../../kernel-helpers/src/views/front';
import {
  drawnGates,
  gateProfileChart,
  gateSavingsChart,
  gatesMapChart,
  gatesResult,
  GATES_START,
  type GatesState
} from '../../kernel-helpers/src/views/gates';
import { GATE_VALUES } from '../../kernel-helpers/src/views/gates/gates.fixtures';
import {
  accuracyChart,
  CLASS_ORDERS,
  countedAnswers,
  differenceChart,
  modelComparisonResult
} from '../../kernel-helpers/src/views/model-comparison';
import { TITLES } from '../../kernel-helpers/src/views/model-comparison/comparison.fixtures';
import {
  explorerState,
  pinnedNetworks,
  scalingAxes,
  scalingChart,
  scalingResult
} from '../../kernel-helpers/src/views/scaling-explorer';
import {
  drawnTriplets,
  SEARCH_EXPLORER_START,
  searchChart,
  searchExplorerResult
} from '../../kernel-helpers/src/views/search-explorer';
import { toolComparisonOf, toolsChart } from '../../kernel-helpers/src/views/tool-comparison';
import { curveChart, type TrainingMonitorState } from '../../kernel-helpers/src/views/training-monitor';
import { FINISHED_RUN } from '../../kernel-helpers/src/views/training-monitor/run.fixtures';
import { ENGLISH } from '../../kernel-helpers/src/wording';

const share = fc.double({ min: 0, max: 1, noNaN: true });
const whole = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min, max });

const blockChart: fc.Arbitrary<Chart> = fc
  .tuple(
    fc.record({
      spatialDimensions: fc.constantFrom<1 | 2>(1, 2),
      size: whole(8, 512),
      inputFilters: whole(1, 4096),
      outputFilters: whole(1, 4096),
      kernelSize: fc.constantFrom(1, 3, 5, 7),
      stride: whole(1, 4),
      expansionRatio: whole(1, 12),
      squeezeExciteRatio: share,
      alpha: share,
      criterion: fc.constantFrom('perMac' as const, 'netUtility' as const),
      relativeCost: share
    }),
    fc.constantFrom('macs' as const, 'params' as const, 'breakEven' as const)
  )
  .map(([state, which]) => {
    const result = blockResult(state);
    const axes = blockAxes(result);
    return which === 'breakEven'
      ? breakEvenChart(result, axes, ENGLISH)
      : blockBars(which, result, axes, ENGLISH);
  });

const PINS = [{ letter: 'A', spec: variant('b3') } as const];

/** At rest and while a slider moves. */
const scalingCharts: fc.Arbitrary<Chart> = fc
  .record({
    phi: fc.double({ min: -3, max: 7, noNaN: true }),
    alpha: fc.constantFrom(1.2, 1.35),
    picture: fc.constantFrom('phi' as const, 'dimensions' as const),
    motion: fc.constantFrom('moving' as const, 'resting' as const)
  })
  .map(({ motion, ...start }) => {
    const state = explorerState(start);
    const scaled = { result: scalingResult(state), pinned: pinnedNetworks(PINS, state) };
    return scalingChart(scaled, scalingAxes(scaled), ENGLISH, motion);
  });

const costs = PUBLISHED_SETS.flatMap((published) =>
  publishedRecords(published).measures.map(({ key }) => ({ published, key }))
);

/** The axes may be those of another budget, as while a slider moves. */
const frontOnAxes: fc.Arbitrary<Chart> = fc
  .record({
    set: fc.constantFrom(...costs),
    scale: fc.constantFrom('log' as const, 'linear' as const),
    budget: fc.option(fc.double({ min: 1e-3, max: 1e10, noNaN: true })),
    selected: fc.option(fc.nat(8)),
    isMoving: fc.boolean()
  })
  .map(({ set: { published, key }, isMoving, ...state }) => {
    const at = { ...state, source: { published }, cost: key, hidden: [] };
    const result = frontResult(at);
    const rested = isMoving ? frontResult({ ...at, budget: null }) : result;
    return frontChart(result, frontAxes(rested), ENGLISH);
  });

const toolChart: fc.Arbitrary<Chart> = fc
  .tuple(fc.constantFrom(...PUBLISHED_VARIANTS), fc.nat())
  .map(([{ name }, selected]) => {
    const comparison = toolComparisonOf(summarize(variant(name)));
    return toolsChart(comparison, comparison.counts[selected] ?? null, ENGLISH);
  });

/** A run that has come to some step. */
const trainingChart: fc.Arbitrary<Chart> = fc
  .record({
    points: whole(0, 60),
    epochs: whole(0, 3),
    quantity: fc.constantFrom('loss' as const, 'accuracy' as const),
    lossAxis: fc.constantFrom('linear' as const, 'log' as const)
  })
  .map(({ points, epochs, quantity, lossAxis }) => {
    const { curve, history } = FINISHED_RUN;
    const state: TrainingMonitorState = {
      ...FINISHED_RUN,
      curve: {
        step: curve.step.slice(0, points),
        loss: curve.loss.slice(0, points),
        accuracy: curve.accuracy.slice(0, points),
        learningRate: curve.learningRate.slice(0, points)
      },
      history: history.slice(0, epochs)
    };
    return curveChart(state, quantity, ENGLISH, lossAxis);
  });

const searches: fc.Arbitrary<Chart> = fc
  .record({
    growth: fc.double({ min: 1.1, max: 6, noNaN: true }),
    tolerance: share,
    constraint: fc.constantFrom('ideal' as const, 'built' as const, 'both' as const),
    measure: fc.constantFrom('macs' as const, 'params' as const),
    brushes: fc.constantFrom([], [{ column: 'gamma' as const, from: 1.1, to: 1.2 }])
  })
  .map((change) => {
    const state = { ...SEARCH_EXPLORER_START, ...change };
    const result = searchExplorerResult(state);
    return searchChart(state, result, drawnTriplets(result.search, state.brushes), ENGLISH);
  });

/** Of all channels or some, with as much room or less. */
const gateCharts: fc.Arbitrary<Chart> = fc
  .record({
    channels: whole(1, 144),
    threshold: share,
    quantile: share,
    score: fc.constantFrom('mean' as const, 'maximum' as const, 'contribution' as const),
    order: fc.record({
      column: fc.constantFrom('channel' as const, 'mean' as const, 'below' as const, 'score' as const),
      descending: fc.boolean()
    }),
    hasBlock: fc.boolean(),
    room: fc.record({ channels: whole(1, 200), inputs: whole(1, 30) }),
    looked: fc.option(fc.nat(143)),
    which: fc.constantFrom('map' as const, 'profile' as const, 'savings' as const)
  })
  .map(({ channels, hasBlock, room, looked, which, ...change }) => {
    const { gates, block } = GATE_VALUES;
    const state: GatesState = {
      ...GATES_START,
      ...change,
      gates: gates.map((row) => row.slice(0, channels)),
      block: hasBlock && block.spec ? { spec: block.spec, name: block.name } : null
    };
    const result = gatesResult(state);
    if (result === null) {
      throw new Error('These gates have a result.');
    }
    const drawn = drawnGates(result, state, room);
    switch (which) {
      case 'map':
        return gatesMapChart(state, result, drawn, looked, ENGLISH);
      case 'profile':
        return gateProfileChart(state, result, drawn, looked, ENGLISH);
      case 'savings':
        return gateSavingsChart(state, result, ENGLISH);
    }
  });
/** Of two classes and more, on paper and live, with a chosen cell. */
const confusions: fc.Arbitrary<Chart> = fc
  .record({
    classes: whole(2, 40),
    images: whole(1, 1000),
    cells: fc.constantFrom('counts' as const, 'shares' as const),
    chosen: fc.option(fc.constant({ truth: 0, predicted: 1 })),
    isLive: fc.boolean()
  })
  .map(({ classes, images, cells, chosen, isLive }) => {
    const result = evaluationResult(keptEvaluation(manyClasses(classes, images), new Date(0)));
    if (!result) {
      throw new Error('an evaluation has a result');
    }
    const view = confusionView(result, cells);
    return isLive ? liveConfusionChart(view, chosen, ENGLISH) : confusionChart(view, ENGLISH);
  });

const reliabilities: fc.Arbitrary<Chart> = fc
  .array(fc.tuple(whole(0, 40), share, share), { minLength: 1, maxLength: 30 })
  .map((bins) =>
    reliabilityChart(
      {
        ...KEPT.calibration,
        bins: bins.map(([images, confidence, accuracy]) => ({
          images,
          confidence: images > 0 ? confidence : null,
          accuracy: images > 0 ? accuracy : null
        }))
      },
      ENGLISH
    )
  );

/** Two networks on some images of up to 40 classes; their costs may be known. */
const comparisons: fc.Arbitrary<Chart> = fc
  .record({
    classes: whole(1, 40),
    answers: fc.array(fc.tuple(whole(0, 39), whole(0, 39), whole(0, 39)), { minLength: 1, maxLength: 120 }),
    order: fc.constantFrom(...CLASS_ORDERS),
    second: fc.constantFrom(null, variant('b0'), variant('b1')),
    isAccuracy: fc.boolean()
  })
  .map(({ classes, answers, order, second, isAccuracy }) => {
    const result = modelComparisonResult(
      countedAnswers(
        answers.map((answer) => {
          const [truth, first, other] = answer.map((each) => each % classes);
          return { truth, first, second: other };
        }),
        {
          ...TITLES,
          classes: Array.from({ length: classes }, (_, i) => `kind ${i}`),
          second: { name: 'other', spec: second }
        }
      )
    );
    if (!result) {
      throw new Error('a comparison has a result');
    }
    return isAccuracy ? accuracyChart(result, ENGLISH) : differenceChart(result, order, ENGLISH);
  });

/** Charts of views in states that their controls or documents reach. */
export const viewChart: fc.Arbitrary<Chart> = fc.oneof(
  comparisons,
  blockChart,
  frontOnAxes,
  scalingCharts,
  trainingChart,
  searches,
  toolChart,
  gateCharts,
  confusions,
  reliabilities
);
