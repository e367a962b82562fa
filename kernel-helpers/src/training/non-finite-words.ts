import type { NonFiniteValues } from '../model';
import type { NonFiniteReport } from './non-finite';
import type { Settings } from './options';
import type { LossScaleRecord } from './record';

/** What the report means, in a sentence or two. */
export function nonFiniteSentence(report: NonFiniteReport): string {
  const { step, loss, weightsAtStep, first, layers, weights, gradients } = report;
  if (weightsAtStep === step) {
    return `The loss of step ${step} was finite, but what it left was not: ${some(weights)}.`;
  }
  const where =
    first === null
      ? `With the weights before the step, in float32, every layer's output is finite`
      : `With the weights before the step, ${told(first)} is the first output that is not finite, of ${layers}`;
  const slopes = gradients.length === 0 ? '' : `, and of the gradients are not ${some(gradients)}`;
  const damaged = weights.length === 0 ? '' : ` Weights were not finite already: ${some(weights)}.`;
  const lead = loss === 'finite' ? `Step ${step} was not taken, as gradients were not finite. ` : '';
  return `${lead}${where}${slopes}.${damaged}`;
}

/** What happened, for the message that a run ends with. @param report Null when the step can't be repeated. */
export function failureMessage(
  { step, loss }: { step: number; loss: number },
  report: NonFiniteReport | null,
  settings: Settings,
  scale: LossScaleRecord | null
): string {
  const what = Number.isFinite(loss)
    ? `Gradients are not finite at step ${step}, where the loss is ${Number(loss.toPrecision(4))}.`
    : `The loss became ${loss} at step ${step}.`;
  const all = scale?.skipped.length === step ? `No step was taken: all ${step} were skipped. ` : '';
  return `${all}${what} ${report ? remedy(report, settings) : "Train in float32 with execution: 'eager' to see where."}`;
}

const LARGEST_FLOAT16 = 65504;

/** Growth of the largest weight from which on training has gone wild; within a run it is seldom twofold. */
const DIVERGED = 10;

/** What to do about it. */
export function remedy(report: NonFiniteReport, settings: Settings): string {
  const { step, first, weightsAtStep, images, gradients, largest, growth } = report;
  const { learningRate, optimizer, precision, lossScale } = settings;
  const size = largest && Number(largest.value.toPrecision(3));
  const slower = `Lower the learning rate (${learningRate})${optimizer.weightDecay ? `, or the weightDecay (${optimizer.weightDecay}),` : ''} or lengthen the warm-up.`;
  const reach = largest ? ` up to ${size} at ${largest.name}` : '';
  const values = largest ? `values to ${size} at ${largest.name}` : 'moving variances beyond float32';
  const diverged = `Training diverges: the largest weight grew ${Number(growth.toPrecision(2))} times, ${values}.`;
  switch (report.cause) {
    case 'weights':
      return weightsAtStep === 0
        ? 'Weights were not finite before training began: build a new network, or load other weights.'
        : `Weights were finite after step ${weightsAtStep}, and were changed from outside before the next.`;
    case 'images':
      return `${listed('Image', images)} of the training set ${images.length === 1 ? 'has' : 'have'} pixels that are not finite, or become so as they are prepared: correct them or leave them out.`;
    case 'labels':
      return `${listed('Image', images)} of the training set ${images.length === 1 ? 'has a label' : 'have labels'} that no class has: correct the labels.`;
    case 'update':
      return optimizer.epsilon === 0
        ? `The optimizer's epsilon is 0, so that a gradient of 0 is divided by 0: set one, such as 1e-7.`
        : `The update of step ${weightsAtStep} left weights that are not finite, from finite gradients. ${slower}`;
    case 'overflow':
      return growth < DIVERGED
        ? `Values${reach} are too large for float32, and the largest weight is hardly larger than when training began: make the first weights or the images smaller. Another learning rate does not help.`
        : `${diverged} ${slower}`;
    case 'layer':
      return `The layer ${first?.name} gives such values from finite ones of at most ${size}: look in it for a logarithm of 0, a division by 0, a root of a negative number or an exponential. Another learning rate does not help.`;
    case 'gradient':
      return `The gradient of ${gradients[0].name} is not finite though the loss is: look after it for a root, a norm or a division at 0, and add a small number there. Another learning rate does not help.`;
    case 'lossScale':
      return growth >= DIVERGED
        ? `${diverged} ${slower} Another loss scale does not help.`
        : `Gradients times the lossScale ${typeof lossScale === 'number' ? lossScale : ''} are too large for ${precision}: set lossScale: 'dynamic', or a smaller number.`;
    case 'range':
      if (growth >= DIVERGED) {
        return `${diverged} ${slower} In float32 this step is finite, but the training no better.`;
      }
      return precision === 'float16'
        ? `In float32 the step is finite, ${largest && largest.value > LARGEST_FLOAT16 ? `with values${reach}` : 'with gradients that need a loss scale below 1'}: float16 ends at ${LARGEST_FLOAT16}. Set precision: 'bfloat16' or 'float32'.`
        : `In float32 the step is finite. Set precision: 'float32'.`;
    case 'unknown':
      return `Repeated in float32, step ${step} is finite: resume from the last checkpoint.`;
  }
}

function listed(noun: string, places: readonly number[]): string {
  const shown = places.slice(0, 5).join(', ');
  const more = places.length > 5 ? ` and ${places.length - 5} more` : '';
  return `${noun}${places.length === 1 ? '' : 's'} ${shown}${more}`;
}

function told({ name, nonFinite, values }: NonFiniteValues): string {
  return `${name} (${nonFinite} of ${values} values)`;
}

/** Names a few. */
function some(values: readonly NonFiniteValues[]): string {
  const shown = values.slice(0, 3).map(told).join(', ');
  return values.length > 3 ? `${shown} and ${values.length - 3} more` : shown;
}
