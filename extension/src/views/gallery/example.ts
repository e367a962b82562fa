import { encoded } from '@efficientnet-lab/kernel-helpers/views';
import type { Gallery } from '@efficientnet-lab/kernel-helpers/views/gallery';
import { uniform } from '../../frame/uniform';
import { SHAPES, shapeAnswer, shapeImage } from '../evaluation/example';

const IMAGES = 30;
const SEED = 11;
/** Cells of the made-up map to a side. */
const CELLS = 6;

/** Drawn shapes with made-up answers, and maps that are bright where the shape is. */
export function exampleGallery(title: string): Gallery {
  const draw = uniform(SEED);
  return {
    title,
    note: '',
    images: Array.from({ length: IMAGES }, (_, i) => {
      const truth = i % SHAPES.length;
      const probabilities = shapeAnswer(truth, draw);
      const predicted = probabilities.indexOf(Math.max(...probabilities));
      const image = shapeImage(truth, draw);
      const step = image.width / CELLS;
      const brightness = Array.from({ length: CELLS * CELLS }, (_cell, cell) => {
        const [column, row] = [cell % CELLS, Math.floor(cell / CELLS)].map((at) =>
          Math.floor((at + 0.5) * step)
        );
        return image.values[row * image.width + column];
      });
      return {
        name: `${SHAPES[truth]}-${i + 1}.png`,
        caption: [],
        truth: SHAPES[truth],
        predicted: SHAPES[predicted],
        probability: probabilities[predicted],
        truthProbability: probabilities[truth],
        image: encoded(image),
        file: null,
        map: encoded({ width: CELLS, height: CELLS, channels: 1, values: brightness })
      };
    })
  };
}
