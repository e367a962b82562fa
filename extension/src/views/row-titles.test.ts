import { summarize, variant } from '@efficientnet-lab/kernel-helpers/analysis';
import { BLOCK_EXPLORER_START, blockResult } from '@efficientnet-lab/kernel-helpers/views/block-explorer';
import { evaluationResult } from '@efficientnet-lab/kernel-helpers/views/evaluation';
import { FRONT_START, frontResult } from '@efficientnet-lab/kernel-helpers/views/front';
import { GATES_START, gatesResult } from '@efficientnet-lab/kernel-helpers/views/gates';
import { modelComparisonResult } from '@efficientnet-lab/kernel-helpers/views/model-comparison';
import {
  NORMALIZATION_NOISE_START,
  normalizationNoiseResult
} from '@efficientnet-lab/kernel-helpers/views/normalization-noise';
import { explorerState, scalingResult } from '@efficientnet-lab/kernel-helpers/views/scaling-explorer';
import {
  SEARCH_EXPLORER_START,
  searchExplorerResult
} from '@efficientnet-lab/kernel-helpers/views/search-explorer';
import {
  STOPPING_POINT_START,
  stoppingPointResult
} from '@efficientnet-lab/kernel-helpers/views/stopping-point';
import { budgetFigures } from '@efficientnet-lab/kernel-helpers/views/sweep-dashboard';
import { toolComparisonOf } from '@efficientnet-lab/kernel-helpers/views/tool-comparison';
import { nullTranslator } from '@jupyterlab/translation';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import * as block from './block-explorer/why';
import { exampleEvaluation } from './evaluation/example';
import * as evaluation from './evaluation/why';
import * as front from './front/tables';
import { exampleGates } from './gates/example';
import * as gates from './gates/why';
import { exampleComparison } from './model-comparison/example';
import * as comparison from './model-comparison/tables';
import { attributesOf, wholeAttributes } from './model-table/details';
import { layerRows, stageRows } from './model-table/rows';
import * as noise from './normalization-noise/tables';
import { sameCostTable } from './scaling-explorer/same-cost';
import { totalsTable } from './scaling-explorer/tables';
import * as scaling from './scaling-explorer/why';
import * as search from './search-explorer/why';
import * as stopping from './stopping-point/why';
import { exampleSweep } from './sweep-dashboard/example';
import { termMatrix, ToolDetails } from './tool-comparison/details';
import { exampleRun } from './training-monitor/example';
import { TrainingMonitorModel } from './training-monitor/model';
import { figuresOf } from './training-monitor/wording';

const trans = nullTranslator.load('efficientnet_lab');

/** As much of an element as tables need: tests of the extension have no page. */
class Node_ {
  readonly attributes = new Map<string, string>();
  readonly children: (Node_ | string)[] = [];
  readonly style = { setProperty: (): void => undefined };
  readonly dataset = {};

  constructor(readonly tag: string) {}

  setAttribute(name: string, value: string): void {
    this.attributes.set(name, value);
  }
  append(...children: (Node_ | string)[]): void {
    this.children.push(...children);
  }
  replaceChildren(...children: (Node_ | string)[]): void {
    this.children.splice(0, this.children.length, ...children);
  }
  addEventListener(): void {
    // Nobody clicks here.
  }
  get textContent(): string {
    return this.children.map((child) => (typeof child === 'string' ? child : child.textContent)).join('');
  }
  set textContent(text: string) {
    this.replaceChildren(text);
  }
  all(): Node_[] {
    return [this, ...this.children.flatMap((child) => (typeof child === 'string' ? [] : child.all()))];
  }
}

/** Heads of rows, with what their tooltips say. */
function rowHeads(made: unknown): { text: string; title: string | undefined }[] {
  const nodes = (made as Node_).all();
  return nodes
    .filter(({ tag, attributes }) => tag === 'th' && attributes.get('scope') === 'row')
    .map((node) => ({ text: node.textContent, title: node.attributes.get('title') }));
}

const B0 = summarize(variant('b0'));
const STAGES = stageRows(B0);
const shown = <Result>(result: Result | null): Result => {
  if (result === null) {
    throw new Error('The example has no result.');
  }
  return result;
};
const details = (): unknown => {
  const pane = new ToolDetails(trans);
  const { counts } = toolComparisonOf(B0);
  return counts.reduce((all, count) => {
    pane.update(count);
    all.append(...(pane.node as unknown as Node_).children);
    return all;
  }, new Node_('div'));
};

/** Tables whose rows each name a quantity; those of networks, classes or epochs have heads that are names. */
const TABLES: Readonly<Record<string, () => unknown>> = {
  'costs of a block': () => block.costsTable(blockResult(BLOCK_EXPLORER_START), trans),
  'terms of a block': () => block.formulasTable(blockResult(BLOCK_EXPLORER_START), trans),
  'figures of an evaluation': () =>
    evaluation.figuresTable(shown(evaluationResult(exampleEvaluation())), trans),
  'figures of a front': () => front.frontNumbers(frontResult(FRONT_START), trans),
  'channels and savings': () =>
    gates.resultsTable(shown(gatesResult({ ...GATES_START, ...exampleGates() })), trans),
  'two networks': () => comparison.modelsTable(shown(modelComparisonResult(exampleComparison())), trans),
  'paired answers': () => comparison.pairsTable(shown(modelComparisonResult(exampleComparison())), trans),
  'noise in numbers': () => noise.numbersTable(normalizationNoiseResult(NORMALIZATION_NOISE_START), trans),
  'running statistics': () => noise.runningTable(normalizationNoiseResult(NORMALIZATION_NOISE_START), trans),
  'noise of all channels': () => noise.widthTable(normalizationNoiseResult(NORMALIZATION_NOISE_START), trans),
  'totals of a network': () => totalsTable(scalingResult(explorerState()), trans),
  'the same promise': () => sameCostTable(scalingResult(explorerState()), trans),
  'where rule and network part': () => scaling.whyContent(scalingResult(explorerState()), trans),
  triplets: () => search.resultsTable(searchExplorerResult(SEARCH_EXPLORER_START), trans),
  'counts of triplets': () => search.countsTable(searchExplorerResult(SEARCH_EXPLORER_START), trans),
  'places on the curve': () => stopping.placesTable(stoppingPointResult(STOPPING_POINT_START), trans),
  'the curve': () => stopping.curveTable(stoppingPointResult(STOPPING_POINT_START), trans),
  'terms of tools': details,
  'tools by terms': () => termMatrix(toolComparisonOf(B0), trans)
};

const LISTS: Readonly<Record<string, () => { label: string; why: string }[]>> = {
  'details of a network': () => wholeAttributes(B0, trans),
  'details of stages, blocks and layers': () =>
    [...STAGES, ...STAGES.flatMap(({ children }) => children), ...layerRows(STAGES)].flatMap((row) =>
      attributesOf(B0, row, trans)
    ),
  'figures of a sweep': () =>
    budgetFigures({ ...exampleSweep(), id: 'live', status: 'running', elapsedSeconds: 1 }, trans),
  'figures of a run': () => figuresOf(new TrainingMonitorModel(exampleRun()), trans)
};

describe('rows that name a quantity say how it is computed', () => {
  beforeAll(() => {
    vi.stubGlobal('document', { createElement: (tag: string) => new Node_(tag) });
  });
  afterAll(() => {
    vi.unstubAllGlobals();
  });

  it.each(Object.keys(TABLES))('of the table: %s', (name) => {
    const heads = rowHeads(TABLES[name]());
    expect(heads.length).toBeGreaterThan(1);
    expect(heads.filter(({ title }) => title === undefined || title === '')).toEqual([]);
  });

  it.each(Object.keys(LISTS))('of the list: %s', (name) => {
    const rows = LISTS[name]();
    expect(rows.length).toBeGreaterThan(3);
    expect(rows.filter(({ why }) => why === '')).toEqual([]);
  });
});
