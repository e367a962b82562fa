import type { TrialJob, TrialProgress } from './executor';
import type { TrialEnd } from './trial';

/** What a trial's process is told. */
export type ToTrial = { kind: 'run'; job: TrialJob } | { kind: 'stop' };

/** What it tells. */
export type ToParent = { kind: 'progress'; progress: TrialProgress } | { kind: 'end'; end: TrialEnd };
