import { describe, expect, it } from 'vitest';
import { scale } from '../analysis';
import type { SweepCandidate } from './candidates';
import { checkSweep } from './check';
import type { SweepDefinition, SweepRequest, TripletCandidates } from './definition';
import { extendByProposal } from './proposal';
import { SMALL_BASE, SMALL_SWEEP } from './search.fixtures';
import { SweepState } from './state';

const triplets = SMALL_SWEEP.candidates as TripletCandidates;
const DRAWN = 12;
const request: SweepRequest = { ...SMALL_SWEEP, candidates: { ...triplets, most: DRAWN } };

/** Highest at one α and one learning rate. */
function truth({ settings, macs }: SweepCandidate): number {
  const { alpha = 1, learningRate = 1e-2 } = settings as Record<string, number>;
  return 0.9 - 0.5 * Math.log(alpha / 1.5) ** 2 - 0.02 * Math.log(learningRate / 3e-3) ** 2 - macs * 1e-12;
}

/** A state in which all candidates have come to a rung, without a folder. */
function finished(definition: SweepDefinition, rungs = 1, of = truth): SweepState {
  const state = new SweepState(definition);
  for (const { candidate, trials } of state.candidates) {
    for (const trial of trials) {
      const epoch = (i: number) => ({
        ...{ epoch: i, loss: 1, accuracy: 1, validationLoss: 1, learningRate: 1, seconds: 1 },
        validationAccuracy: of(candidate)
      });
      const history = definition.rungs.slice(0, rungs).map((_, i) => epoch(i + 1));
      state.set(trial, { history, steps: 1, startedAt: null, failure: null, peakBytes: null });
    }
  }
  return state;
}

const idsOf = (definition: SweepDefinition): string[] =>
  new SweepState(definition).candidates.map(({ candidate }) => candidate.id);

describe('candidates that a model proposes', () => {
  const definition = checkSweep(request);
  const state = finished(definition);
  const pool = idsOf(checkSweep(SMALL_SWEEP)).filter((id) => !idsOf(definition).includes(id));

  it('are networks that the sweep was not given, each once, in a definition that holds them', () => {
    const { definition: extended, proposed, rung } = extendByProposal(state, { count: 3 });
    expect(rung).toBe(0);
    const ids = proposed.map(({ id }) => id);
    expect(new Set(ids).size).toBe(3);
    ids.forEach((id) => expect(pool).toContain(id));
    expect(idsOf(extended).sort()).toEqual([...idsOf(definition), ...ids].sort());
    // As the wider sweep would have them: name, settings and all.
    const wide = new Map(
      new SweepState(checkSweep(SMALL_SWEEP)).candidates.map(({ candidate }) => [candidate.id, candidate])
    );
    const own = new SweepState(extended).candidates.filter(({ candidate }) => ids.includes(candidate.id));
    own.forEach(({ candidate }) => expect(candidate).toEqual(wide.get(candidate.id)));
    expect(checkSweep(JSON.parse(JSON.stringify(extended)))).toEqual(extended);
  });

  it('follow from definition and results alone, and are not proposed again', () => {
    const first = extendByProposal(state, { count: 2 });
    expect(extendByProposal(finished(checkSweep(request)), { count: 2 })).toEqual(first);
    const second = extendByProposal(finished(first.definition), { count: 2 });
    const ids = [...first.proposed, ...second.proposed].map(({ id }) => id);
    expect(new Set(ids).size).toBe(4);
    expect(second.definition.added).toHaveLength(4);
  });

  it('are better than those drawn by lot, where the model can tell', () => {
    const rising = ({ settings }: SweepCandidate): number => 0.5 + 0.3 * Math.log(Number(settings.alpha));
    const known = finished(definition, 1, rising);
    const { definition: extended, proposed, model } = extendByProposal(known, { count: 4 });
    expect(model.heldOut.rms).toBeLessThan(0.5 * model.heldOut.rmsOfMean);
    const ids = new Set(proposed.map(({ id }) => id));
    const accuracies = new SweepState(extended).candidates
      .filter(({ candidate }) => ids.has(candidate.id))
      .map(({ candidate }) => rising(candidate));
    const left = new SweepState(checkSweep(SMALL_SWEEP)).candidates
      .filter(({ candidate }) => pool.includes(candidate.id))
      .map(({ candidate }) => rising(candidate));
    const mean = (values: number[]): number => values.reduce((sum, each) => sum + each, 0) / values.length;
    expect(mean(accuracies)).toBeGreaterThan(mean(left));
    expect(Math.max(...accuracies)).toBe(Math.max(...left));
  });

  it('come from a wider sweep where one is given, with values that training has not had', () => {
    const rates = [1e-3, 1e-2];
    const own = checkSweep({ ...request, grid: { training: { learningRate: rates } } });
    const wider = { ...request, grid: { training: { learningRate: [...rates, 3e-3] } } };
    const { definition: extended, proposed } = extendByProposal(finished(own), { count: 3, among: wider });
    expect(proposed.every(({ name }) => name.endsWith('learningRate 0.003'))).toBe(true);
    expect(extended.added?.map(({ training }) => training)).toEqual(Array(3).fill({ learningRate: 3e-3 }));
    expect(idsOf(extended)).toEqual(expect.arrayContaining(proposed.map(({ id }) => id)));
  });

  it('of networks listed by hand are told apart by their costs', () => {
    const network = { inputChannels: 1, classes: 10, preprocessing: 'unit' } as const;
    const spec = (width: number) => scale({ ...network, base: SMALL_BASE, width, depth: 1, resolution: 32 });
    const listed = (widths: number[]): SweepRequest => ({
      ...SMALL_SWEEP,
      candidates: { kind: 'networks', specs: widths.map(spec) }
    });
    const few = checkSweep(listed([1, 1.5, 2, 2.5, 3, 4]));
    const cheap = finished(few, 1, ({ macs }) => 1e6 / macs / 10);
    const { proposed } = extendByProposal(cheap, { count: 1, among: listed([0.5, 5, 6]) });
    const [{ spec: chosen }] = extendByProposal(cheap, { count: 1, among: listed([0.5, 5, 6]) }).definition
      .added!;
    expect(chosen.stem).toEqual(spec(0.5).stem);
    expect(proposed[0].improvement).toBeGreaterThan(0);
    expect(() => extendByProposal(cheap, { count: 1 })).toThrow(/got 0 candidates.*option among/);
  });

  it('take the longest rung at which there are enough', () => {
    expect(extendByProposal(finished(definition, 2), { count: 1 }).rung).toBe(1);
    expect(extendByProposal(finished(definition, 2), { count: 1, rung: 0 }).rung).toBe(0);
  });

  it.each<[string, object, RegExp]>([
    ['no count', {}, /count: got/],
    ['too many of them', { count: 1001 }, /count: got 1001/],
    ['more than there are', { count: 1000 }, /at least 1000/],
    ['a rung that there is not', { count: 1, rung: 2 }, /rung: got 2/],
    ['another option', { count: 1, model: 1 }, /model/],
    [
      'a wider sweep with other training',
      { count: 1, among: { ...SMALL_SWEEP, training: { epochs: 2, batchSize: 8 } } },
      /among: got another training\.batchSize/
    ]
  ])('are refused for %s', (_, options, message) => {
    expect(() => extendByProposal(state, options as { count: number })).toThrow(message);
  });

  it('are refused where too few have finished', () => {
    const few = checkSweep({ ...request, candidates: { ...triplets, most: 3 } });
    expect(() => extendByProposal(finished(few), { count: 1 })).toThrow(/3 of them/);
  });
});
