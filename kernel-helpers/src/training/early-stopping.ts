import type { OptionNames } from '../analysis/option-names';
import type { EpochRecord } from '../views/training-monitor';

/** Ends a run whose validation gets no better. */
export interface EarlyStopping {
  /** What has to get better; default `validationLoss`. */
  monitor?: 'validationLoss' | 'validationAccuracy';
  /** Epochs in a row without a better value that end the run; default 5. */
  patience?: number;
  /** Only a change of more than this counts; default 0. */
  minDelta?: number;
  /** Gives the model the best epoch's weights when the run finishes; default true. */
  restoreBest?: boolean;
}

export const EARLY_STOPPING_OPTIONS: OptionNames<EarlyStopping> = {
  monitor: true,
  patience: true,
  minDelta: true,
  restoreBest: true
};

/** The epoch with the best value so far. */
export interface BestEpoch {
  epoch: number;
  /** Global step at its end. */
  step: number;
  value: number;
}

/** Where early stopping stands. Plain JSON, part of a checkpoint. */
export interface StopperState {
  /** Null before the first finite value. */
  best: BestEpoch | null;
  /** Epochs since. */
  waited: number;
}

export function earlyStoppingOf(options: EarlyStopping): Required<EarlyStopping> {
  const { monitor = 'validationLoss', patience = 5, minDelta = 0, restoreBest = true } = options;
  return { monitor, patience, minDelta, restoreBest };
}

export class EarlyStopper {
  private current: StopperState = { best: null, waited: 0 };

  constructor(readonly settings: Required<EarlyStopping>) {}

  get state(): StopperState {
    return { ...this.current };
  }

  set state(state: StopperState) {
    this.current = { ...state };
  }

  /** Whether the run should end. */
  get exhausted(): boolean {
    return this.current.waited >= this.settings.patience;
  }

  /** Takes an epoch in. @returns Whether it is the best so far. */
  observe(record: EpochRecord, step: number): boolean {
    const value = record[this.settings.monitor];
    if (value !== null && Number.isFinite(value) && this.isBetter(value)) {
      this.current = { best: { epoch: record.epoch, step, value }, waited: 0 };
      return true;
    }
    this.current.waited++;
    return false;
  }

  /** Why the run ended. */
  sentence(epoch: number): string {
    const { best } = this.current;
    const { monitor } = this.settings;
    const told = best ? `${best.value.toPrecision(4)} at epoch ${best.epoch}` : 'never finite';
    return `Stopped early after epoch ${epoch}: the best ${monitor} was ${told}.`;
  }

  private isBetter(value: number): boolean {
    const { best } = this.current;
    const { monitor, minDelta } = this.settings;
    if (best === null) {
      return true;
    }
    return monitor === 'validationLoss' ? value < best.value - minDelta : value > best.value + minDelta;
  }
}
