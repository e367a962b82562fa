import type { LayersModel } from '@tensorflow/tfjs';
import { onTensorFlowLoad, type TensorFlow } from '../../tensorflow';
import { nonFiniteWeights } from '../non-finite';
import { WeightError } from './weights';

/** @throws WeightError for weights that are not finite: a file of them looks like any other. */
export function requireFiniteToSave(model: LayersModel): void {
  const [first, ...others] = nonFiniteWeights(model);
  if (first) {
    const { name, nonFinite, values } = first;
    const more = others.length > 0 ? `, and of ${others.length} other weights some` : '';
    throw new WeightError(
      'not-finite',
      name,
      `${nonFinite} of ${values} values that are not finite${more}`,
      'finite weights to save',
      'They are damaged or come from a run that diverged: load an earlier checkpoint. ' +
        'enet.weights.getWeightsByName() gives them as they are.'
    );
  }
}

/** Lets TensorFlow.js's own `save` refuse such weights too, which every loader of ours would refuse. */
function refuseInSave(tf: TensorFlow): void {
  const { prototype } = tf.LayersModel;
  const { save } = prototype;
  prototype.save = async function (this: LayersModel, ...given: Parameters<LayersModel['save']>) {
    requireFiniteToSave(this);
    return save.apply(this, given);
  };
}

onTensorFlowLoad(refuseInSave);
