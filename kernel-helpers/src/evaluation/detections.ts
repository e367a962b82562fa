import type { LayersModel, Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs';
import { anchorBoxes, type Box, decodeBox, type DetectorSpec, validateDetector } from '../analysis';
import type { OptionNames } from '../analysis/option-names';
import { requireLevels } from '../data';
import { loadTensorFlow } from '../tensorflow';
import { EvaluationError, requireKnown, requireShare } from './errors';
import { requireFiniteWeights } from './finite';
import { requireCount } from './latency';
import { requireClassLogits } from './output-kind';

export interface DetectionOptions {
  /** Probability from which a box is kept; default 0.3. */
  minScore?: number;
  /** Overlap from which the less probable of two boxes of one class goes; default 0.5. */
  maxOverlap?: number;
  /** Most boxes for an image; default 100. */
  limit?: number;
}

const DETECTION_OPTIONS: OptionNames<DetectionOptions> = { minScore: true, maxOverlap: true, limit: true };

/** One object that a detector sees. */
export interface Detection {
  class: number;
  /** Probability, 0…1. */
  score: number;
  /** Pixels of the network's input. */
  box: Box;
}

/**
 * The objects that a detector sees in one image, the most probable first; of overlapping boxes of one class the most
 * probable stays.
 *
 * @param pixels 0…255, row-major, channels last: resolution × resolution × inputChannels.
 * @throws EvaluationError for an image of another size, for weights that aren't finite, for options that can't be, and
 *   for a detector that gives no logits; SpecError for a specification that can't be; DataError for pixels that are no levels, or preprocessed already.
 */
export function detectObjects(
  detector: LayersModel,
  spec: DetectorSpec,
  pixels: Uint8Array,
  options: DetectionOptions = {}
): Detection[] {
  requireKnown(options, DETECTION_OPTIONS);
  const { minScore = 0.3, maxOverlap = 0.5, limit = 100 } = options;
  requireShare('minScore', minScore);
  requireShare('maxOverlap', maxOverlap);
  requireCount('limit', limit, 1);
  requireClassLogits(detector);
  const tf = loadTensorFlow();
  const { resolution, inputChannels } = validateDetector(spec).backbone;
  const shape: [number, number, number, number] = [1, resolution, resolution, inputChannels];
  const size = shape.reduce((product, side) => product * side, 1);
  const given = (pixels as Uint8Array | undefined)?.length;
  if (given !== size) {
    const expected = `${size}, for ${shape.slice(1).join(' × ')}`;
    throw new EvaluationError('pixels', `${given} values`, expected, 'Resize the image.');
  }
  const [levels] = requireLevels('pixels', spec.backbone, [pixels]);
  requireFiniteWeights(detector);
  const found = tf.tidy(() => {
    const x = tf.tensor4d(levels, shape);
    const [logits, offsets] = detector.predict(x) as [Tensor3D, Tensor3D];
    return { scores: tf.sigmoid(logits).dataSync<'float32'>(), offsets: offsets.dataSync<'float32'>() };
  });
  const boxes = decoded(anchorBoxes(spec), found.offsets);
  const detections: Detection[] = [];
  for (let name = 0; name < spec.classes; name++) {
    const scores = found.scores.filter((_, i) => i % spec.classes === name);
    for (const row of kept(boxes, scores, { minScore, maxOverlap, limit })) {
      const [top, left, bottom, right] = boxes.subarray(4 * row, 4 * row + 4);
      detections.push({ class: name, score: scores[row], box: [top, left, bottom, right] });
    }
  }
  return detections.sort((a, b) => b.score - a.score).slice(0, limit);
}

function decoded(anchors: Float32Array, offsets: Float32Array): Float32Array {
  const boxes = new Float32Array(anchors.length);
  for (let i = 0; i < anchors.length; i += 4) {
    boxes.set(decodeBox(anchors.subarray(i, i + 4), offsets.subarray(i, i + 4)), i);
  }
  return boxes;
}

/** Rows that survive non-maximum suppression. */
function kept(
  boxes: Float32Array,
  scores: Float32Array,
  { minScore, maxOverlap, limit }: Required<DetectionOptions>
): Int32Array {
  const tf = loadTensorFlow();
  return tf.tidy(() => {
    const places = tf.tensor(boxes, [scores.length, 4]) as Tensor2D;
    const values = tf.tensor(scores) as Tensor1D;
    return tf.image.nonMaxSuppression(places, values, limit, maxOverlap, minScore).dataSync<'int32'>();
  });
}
