import {
  type ArchitectureSpec,
  compoundScale,
  MACS_MEASURE,
  PARAMS_MEASURE,
  RECORD_LIMITS,
  type RecordSet,
  SpecError
} from '../../analysis';
import { counted } from '../../wording';
import { CONFIDENCE, type SweepResult } from './result';
import type { KeptSweep } from './state';

/** A value of a grid as the settings of candidates have it. */
export function shownSetting(value: unknown): string | number {
  return typeof value === 'number' || typeof value === 'string' ? value : JSON.stringify(value);
}

/**
 * The network of a candidate, built again from what the document holds; null where that isn't there.
 * @throws SpecError for one that can't be built.
 */
export function networkAt({ networks, columns }: KeptSweep, place: number): ArchitectureSpec | null {
  if (networks === null) {
    return null;
  }
  if (networks.kind === 'networks') {
    return networks.specs[networks.of[place]];
  }
  const value = (name: string): string | number | null =>
    columns.settings.find((setting) => setting.name === name)?.values[place] ?? null;
  const { base, options, grid } = networks;
  const tried = Object.entries(grid).map(([name, values]) => {
    const found = values.find((each) => shownSetting(each) === value(name));
    if (found === undefined) {
      throw new SpecError(
        `settings.${name}`,
        value(name),
        'one of the values tried',
        'Show the sweep again.'
      );
    }
    return [name, found];
  });
  const [alpha, beta, gamma] = ['alpha', 'beta', 'gamma'].map((name) => Number(value(name)));
  const name = columns.name[place];
  return compoundScale({ ...options, ...Object.fromEntries(tried), name, alpha, beta, gamma, base, phi: 1 });
}

/**
 * Candidates at the last rung that any has come to, as records for fronts and stopping points; null where none has. As
 * `sweepRecords` in a cell makes them, without what only the folders of runs tell.
 */
export function frontRecords({ sweep, rung, ranked }: SweepResult): RecordSet | null {
  if (rung === null) {
    return null;
  }
  const { columns, dataset, networks, rungs, seeds } = sweep;
  const epochs = rungs[rung];
  const family = shortened(sweep.name, RECORD_LIMITS.name);
  return {
    title: `${sweep.name}: measured after ${counted(epochs, 'epoch')}`,
    measures: [MACS_MEASURE, PARAMS_MEASURE],
    records: ranked.map(({ accuracy, id, interval, macs, name, params, place }) => ({
      name: shortened(name, RECORD_LIMITS.name),
      accuracy: accuracy ?? NaN,
      ...(interval && { accuracyInterval: { ...interval, confidence: CONFIDENCE, over: 'seeds' as const } }),
      costs: { macs, params },
      provenance: {
        kind: 'measured',
        source: shortened(
          `sweep ${sweep.name}, run ${id}, validation images of ${dataset}`,
          RECORD_LIMITS.text
        ),
        date: sweep.heardAt.slice(0, 10),
        version: null
      },
      family,
      ...(networks?.kind === 'triplets' && { scaling: 'compound' as const, phi: 1 }),
      settings: {
        ...Object.fromEntries(
          columns.settings
            // Those below take as many as in a cell.
            .slice(0, RECORD_LIMITS.settings - 4)
            .flatMap((setting) => {
              const value = setting.values[place];
              return value === null ? [] : [[setting.name, value]];
            })
        ),
        epochs,
        seeds: seeds.length,
        images: 'validation'
      }
    }))
  };
}

function shortened(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
