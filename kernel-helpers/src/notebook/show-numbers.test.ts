import { describe, expect, it } from 'vitest';
import { EnetError, publishedRecords, summarize, variant } from '../analysis';
import { type LabDocument, MIME_TYPE } from '../contract';
import { blockCell } from '../views/block-explorer/cell';
import { EVALUATION } from '../views/evaluation/evaluation.fixtures';
import { frontCell } from '../views/front/cell';
import { galleryCell } from '../views/gallery/cell';
import { galleryState } from '../views/gallery/gallery.fixtures';
import { GATE_VALUES } from '../views/gates/gates.fixtures';
import { COMPARISON } from '../views/model-comparison/comparison.fixtures';
import { normalizationNoiseCell } from '../views/normalization-noise/cell';
import { scalingExplorerCell } from '../views/scaling-explorer/cell';
import { searchCell } from '../views/search-explorer/cell';
import { stoppingPointCell } from '../views/stopping-point/cell';
import { sweepCell, sweepStateOf } from '../views/sweep-dashboard/cell';
import { keptSweep, runningSweep } from '../views/sweep-dashboard/sweep.fixtures';
import { toolsCell } from '../views/tool-comparison/cell';
import { trainingDocument } from '../views/training-monitor/cell';
import { FINISHED_RUN } from '../views/training-monitor/run.fixtures';
import { bundleOf } from './show';

const DAY = new Date('2026-11-22');
const SMALL = (({ stages, ...spec }) => ({ ...spec, stages: stages.slice(0, 1) }))(variant('b0'));
const RECORDS = (({ records, ...set }) => ({ ...set, records: records.slice(0, 6) }))(
  publishedRecords('paper-v5')
);
const error = { value: 0.1, from: 0.05, to: 0.15 };
const MEASURED = {
  ...{ network: 'small', dataset: 'made up', images: 300, confidence: 0.95, layer: 'first_bn' },
  layers: [
    {
      ...{ name: 'first_bn', side: 3, channels: 8, groups: null, kurtosis: 3 },
      ...{ correlation: 0.4, squaresCorrelation: 0.2 },
      points: [2, 8].map((batchSize) => ({ batchSize, meanError: error, varianceError: error }))
    }
  ]
};
const model = {
  kind: 'model',
  curve: { asymptote: 85, amplitude: 8, rate: 0.4 },
  cost: { base: 0.39, growth: 2 }
} as const;

/** A document of each view, of some in two forms. */
const DOCUMENTS: [string, LabDocument][] = (
  [
    scalingExplorerCell({ phi: 1 }, DAY).document,
    scalingExplorerCell({ depth: 1.2, pins: [{ letter: 'A', spec: SMALL }] }, DAY).document,
    trainingDocument(FINISHED_RUN),
    trainingDocument({ ...FINISHED_RUN, status: 'running', step: 900, remainingSeconds: 30 }),
    blockCell({}, DAY).document,
    bundleOf(SMALL, DAY)[MIME_TYPE] as LabDocument,
    toolsCell(summarize(SMALL), DAY).document,
    bundleOf({ ...COMPARISON, first: { name: 'B0', spec: SMALL } }, DAY)[MIME_TYPE] as LabDocument,
    searchCell({ brushes: [{ column: 'alpha', from: 1.1, to: 1.3 }] }, DAY).document,
    searchCell({ candidates: { kind: 'random', ranges: { from: 1, to: 1.6 }, count: 50, seed: 1 } }, DAY)
      .document,
    frontCell({ source: RECORDS, budget: 5, selected: 2 }, DAY).document,
    stoppingPointCell({ source: RECORDS }, DAY).document,
    stoppingPointCell({ source: model, rule: { kind: 'absolute', threshold: 0.5 } }, DAY).document,
    normalizationNoiseCell({ measured: MEASURED }, DAY).document,
    normalizationNoiseCell({ correlation: 0.1 }, DAY).document,
    bundleOf(GATE_VALUES, DAY)[MIME_TYPE] as LabDocument,
    bundleOf(EVALUATION, DAY)[MIME_TYPE] as LabDocument,
    sweepCell(sweepStateOf(keptSweep(), { brushes: [{ axis: 'setting.alpha', from: 1, to: 1.2 }] })).document,
    sweepCell(sweepStateOf(runningSweep())).document,
    galleryCell(galleryState({ enlarged: 1 })).document
  ] as LabDocument[]
).map((document) => [document.view, JSON.parse(JSON.stringify(document)) as LabDocument]);

type Path = readonly (string | number)[];

/** Where numbers stand in a document; of a list its first and last part. */
function placesOf(part: unknown, path: Path = []): Path[] {
  if (typeof part === 'number') {
    return [path];
  }
  if (typeof part !== 'object' || part === null) {
    return [];
  }
  const fields = Array.isArray(part) ? [...new Set([0, part.length - 1])] : Object.keys(part);
  return fields.flatMap((field) =>
    placesOf((part as Record<string | number, unknown>)[field], [...path, field])
  );
}

function withNumber(document: LabDocument, path: Path, value: number): LabDocument {
  const copy = structuredClone(document);
  const around = path.slice(0, -1).reduce<unknown>((part, step) => (part as never)[step], copy);
  (around as Record<string | number, number>)[path[path.length - 1]] = value;
  return copy;
}

const ODD = [0, -1, 0.5, 5e-324, 1e99, 1e308, -1e308];

const BROKEN = /.{0,40}(NaN|Infinity|(?<!A)∞|undefined).{0,20}/;
const WRONG_PLURAL = /.{0,40}(?<![\d.,=×→] ?)\b1 (?!is\b|as\b|has\b|images per second)[a-z]*s\b.{0,20}/;

/** What is wrong with a document: words in what a cell shows of it, or an error that names nothing. */
function faultOf(document: LabDocument, wrong: RegExp): string | null {
  try {
    const bundle = bundleOf(document, DAY);
    const { sentence } = bundle[MIME_TYPE] as LabDocument;
    const shown = [bundle['image/svg+xml'], bundle['text/plain'], sentence].join('\n');
    return wrong.exec(shown)?.[0] ?? null;
  } catch (error) {
    return error instanceof EnetError ? null : String(error);
  }
}

function faultsOf(document: LabDocument, values: readonly number[], wrong: RegExp): string[] {
  return placesOf(document.data, ['data']).flatMap((path) =>
    values.flatMap((value) => {
      const fault = faultOf(withNumber(document, path, value), wrong);
      return fault === null ? [] : [`${path.join('.')} = ${value}: ${fault}`];
    })
  );
}

describe.each(DOCUMENTS)('numbers in %s (%#)', (_, document) => {
  it('are refused by name where they are odd, or drawn with finite ones', () => {
    expect(faultOf(document, BROKEN)).toBeNull();
    expect(faultsOf(document, ODD, BROKEN)).toEqual([]);
  });

  it('of one have no plural', () => {
    expect(faultsOf(document, [1], WRONG_PLURAL)).toEqual([]);
  });
});
