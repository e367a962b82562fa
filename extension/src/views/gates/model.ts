import {
  type ArchitectureSpec,
  GateAnalysis,
  gateMatrix,
  rescaledTwin,
  summarize
} from '@efficientnet-lab/kernel-helpers/analysis';
import {
  type GatesBasis,
  gatesBasisOf,
  type GatesRanking,
  gatesRanking,
  type GatesResult,
  gatesResultOn,
  GATES_START,
  type GatesState
} from '@efficientnet-lab/kernel-helpers/views/gates';
import { clamp } from '../../controls/parameter';
import { ComputedState } from '../../frame/computed';
import type { Change } from '../../frame/history';
import { Kept } from '../../frame/kept';
import { exampleGates } from './example';
import { type ParameterName, parameterOf } from './parameters';

/** By how much a rescaled twin's gates shrink. */
const TWIN_FACTOR = 10;

/** Gates that were read, from a file or a paste. */
export interface ReadGates {
  gates: number[][];
  channelNames: string[] | null;
  /** One line. */
  origin: string;
}

/** Gates, positions of the controls, and what follows from them; null while there are no gates. Knows no DOM. */
export class GatesModel extends ComputedState<GatesState, GatesResult | null> {
  constructor(state: GatesState, start: GatesState = GATES_START) {
    super(state, start);
  }

  /** Moves one parameter; values outside the limits go to the nearest limit. */
  set(name: ParameterName, value: number, change: Change = 'settled'): void {
    this.move({ ...this.state, [name]: clamp(parameterOf(name), value) }, change);
  }

  /** Puts one parameter back. */
  resetParameter(name: ParameterName): void {
    this.move({ ...this.state, [name]: this.start[name] });
  }

  choose(choice: Partial<Pick<GatesState, 'score' | 'order' | 'block'>>): void {
    this.move({ ...this.state, ...choice });
  }

  /**
   * Takes other gates. A block with another number of channels, and magnitudes of other channels, are left behind.
   * @throws SpecError for gates that are no matrix; the state is unchanged.
   */
  take({ gates, channelNames, origin }: ReadGates): void {
    const { channels } = this.analysedOf(gates).matrix;
    const { block } = this.state;
    this.move({
      ...this.state,
      gates,
      channelNames,
      origin,
      activations: null,
      projectionNorms: null,
      block: block && expandedFiltersOf(block.spec, block.name) === channels ? block : null
    });
  }

  /** Fills the view with an example. */
  takeExample(): void {
    this.move({ ...this.state, ...exampleGates() });
  }

  /** The same function with one channel's gates a tenth as large, and its projection ten times. */
  rescale(channel: number): void {
    const { result } = this;
    if (!result) {
      return;
    }
    const { matrix } = result;
    const projectionNorms = this.state.projectionNorms ?? new Array<number>(matrix.channels).fill(1);
    const twin = rescaledTwin({ matrix, projectionNorms, channel, factor: TWIN_FACTOR });
    const column = twin.matrix.columns[channel];
    this.move({
      ...this.state,
      gates: (this.state.gates ?? []).map((row, i) =>
        row.map((gate, c) => (c === channel ? column[i] : gate))
      ),
      projectionNorms: twin.projectionNorms
    });
  }

  protected override compute(state: Readonly<GatesState>): GatesResult | null {
    const { gates } = state;
    return gates === null ? null : gatesResultOn(this.rankingFor({ ...state, gates }), state);
  }

  /** Sorting a matrix takes longer than a frame has: it is done once for each matrix, and so for each order. */
  private rankingFor(state: GatedState): GatesRanking {
    const { matrix, analysis } = this.analysedOf(state.gates);
    const basis = this.basis.of([matrix, state.activations, state.projectionNorms, state.block], () =>
      gatesBasisOf(matrix, analysis, state)
    );
    return this.ranking.of([basis, state.score, state.quantile], () => gatesRanking(basis, state));
  }

  /** @throws SpecError for gates that are no matrix. */
  private analysedOf(gates: GatedState['gates']): Pick<GatesBasis, 'matrix' | 'analysis'> {
    return this.analysed.of([gates], () => {
      const matrix = gateMatrix(gates);
      return { matrix, analysis: new GateAnalysis(matrix) };
    });
  }

  private readonly analysed = new Kept<Pick<GatesBasis, 'matrix' | 'analysis'>>();
  private readonly basis = new Kept<GatesBasis>();
  private readonly ranking = new Kept<GatesRanking>();
}

type GatedState = GatesState & { gates: NonNullable<GatesState['gates']> };

/** Expanded channels of a block; null for none of that name. */
export function expandedFiltersOf(spec: ArchitectureSpec, name: string): number | null {
  const index = summarize(spec).blocks.findIndex((block) => block.name === name);
  return spec.stages.flatMap(({ blocks }) => blocks)[index]?.expandedFilters ?? null;
}

/** Blocks with an expansion, those whose channels match first. */
export function blocksFor(
  spec: ArchitectureSpec,
  channels: number
): { name: string; expandedFilters: number; matches: boolean }[] {
  const specs = spec.stages.flatMap(({ blocks }) => blocks);
  return summarize(spec)
    .blocks.map(({ name }, i) => ({
      name,
      expandedFilters: specs[i].expandedFilters,
      matches: specs[i].expandedFilters === channels,
      expands: specs[i].expansionRatio !== 1
    }))
    .filter(({ expands }) => expands)
    .map(({ name, expandedFilters, matches }) => ({ name, expandedFilters, matches }))
    .sort((a, b) => Number(b.matches) - Number(a.matches));
}
