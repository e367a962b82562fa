import type { Variable } from '@tensorflow/tfjs';
import type { LoadedCheckpoint } from './checkpoint';
import { assignParts } from './optimizer';

/**
 * Gives a checkpoint's model the weights that validation scored it with: the moving average of a run that keeps one,
 * where a checkpoint's model has those that training goes on from. Of other runs it has them already.
 */
export function adoptAverage({ model, optimizer }: Pick<LoadedCheckpoint, 'model' | 'optimizer'>): void {
  const { average } = optimizer.state.slots;
  if (average !== undefined) {
    assignParts(
      model.weights.map((weight) => weight.read() as Variable),
      average
    );
  }
}
