import type { KeptSweep, SweepProgress, SweepRunStatus } from '../views/sweep-dashboard/state';

/** Comm target through which views learn of sweeps. */
export const SWEEP_COMM_TARGET = 'efficientnet-lab.sweep';

/** What `comm_open` asks for: one sweep, or the list of the kernel's sweeps. */
export type SweepQuestion =
  | {
      sweepId: string;
      /** Where its runs lie; a kernel that does not know the sweep looks there. */
      folder?: string;
    }
  | { sweeps: 'all' };

/** What a view sends on: `follow` asks for what changes during the next `FOLLOW_SECONDS`, `whole` for all of it. */
export interface SweepRequest {
  action: 'stop' | 'pause' | 'resume' | 'follow' | 'whole';
}

/** What the kernel says of one sweep. */
export interface SweepReply {
  sweepId: string;
  /** `unknown`: neither this kernel nor a folder knows it. */
  status: SweepRunStatus | 'unknown';
  /** Whether this kernel runs it, or has read it from its folder. */
  origin: 'kernel' | 'folder';
  /** Of the messages on this comm that carry `sweep` or `change`, from 1; a gap means that some were lost. */
  number?: number;
  sweep?: KeptSweep;
  /** Against the message before. */
  change?: SweepChange;
}

/** One sweep of the kernel. */
export interface SweepSummary {
  sweepId: string;
  name: string;
  folder: string | null;
  status: SweepRunStatus;
}

/** Answer to `{ sweeps: 'all' }`, sent again when it changes; oldest first. */
export interface SweepsReply {
  sweeps: SweepSummary[];
}

/** What is new of a sweep: fields that differ, and the candidates that do. */
export interface SweepChange {
  fields: Partial<Omit<KeptSweep, 'columns'>>;
  /** Places of the candidates that differ. */
  places: number[];
  /** Their values, in that order. */
  progress: SweepProgress;
}

const LISTS = ['status', 'rung', 'epochs', 'seconds'] as const;

/** What turns one state of a sweep into a later one; null where the candidates themselves are others. */
export function sweepChangeOf(before: KeptSweep, after: KeptSweep): SweepChange | null {
  const { columns, ...fields } = after;
  const { columns: old, ...oldFields } = before;
  const isSame =
    columns.id.length === old.id.length &&
    columns.accuracies.length === old.accuracies.length &&
    (columns.id === old.id || columns.id.every((id, i) => id === old.id[i]));
  if (!isSame) {
    return null;
  }
  const places = columns.id.flatMap((_, i) =>
    LISTS.some((name) => columns[name][i] !== old[name][i]) ||
    columns.accuracies.some((list, k) => list[i] !== old.accuracies[k][i])
      ? [i]
      : []
  );
  const at = <T>(list: readonly T[]): T[] => places.map((place) => list[place]);
  const differing = Object.entries(fields).filter(([name, value]) => {
    const was = (oldFields as Record<string, unknown>)[name];
    return value !== was && JSON.stringify(value) !== JSON.stringify(was);
  });
  return {
    fields: Object.fromEntries(differing),
    places,
    progress: {
      status: at(columns.status),
      rung: at(columns.rung),
      epochs: at(columns.epochs),
      seconds: at(columns.seconds),
      accuracies: columns.accuracies.map(at)
    }
  };
}

/** The sweep after a change; the one given stays as it is. */
export function withSweepChange(before: KeptSweep, { fields, places, progress }: SweepChange): KeptSweep {
  const { columns } = before;
  const put = <T>(list: readonly T[], values: readonly T[]): T[] => {
    const changed = [...list];
    places.forEach((place, i) => (changed[place] = values[i]));
    return changed;
  };
  return {
    ...before,
    ...fields,
    columns: {
      ...columns,
      status: put(columns.status, progress.status),
      rung: put(columns.rung, progress.rung),
      epochs: put(columns.epochs, progress.epochs),
      seconds: put(columns.seconds, progress.seconds),
      accuracies: columns.accuracies.map((list, k) => put(list, progress.accuracies[k]))
    }
  };
}
