import { checkedLabels, type Dataset, inMemory } from './dataset';
import { DataError } from './errors';

/**
 * @param source What errors call it.
 * @throws DataError for anything else than a data set with images, for example all parts of a divided one, and for one
 *   whose labels or pixels don't belong to its images, as in a copy of which one field was changed.
 */
export function requireDataset(dataset: unknown, source = 'dataset'): asserts dataset is Dataset {
  if (!isObject(dataset) || !('shape' in dataset && 'classes' in dataset && 'labels' in dataset)) {
    const remedy = 'Make a set of images and labels by imagesFromArrays() or loadImageFolder().';
    throw otherThan(source, dataset, 'a data set with labels', remedy);
  }
  requireWhole(dataset as Dataset);
}

function requireWhole(dataset: Dataset): void {
  const { name, shape, labels, classes } = dataset;
  const [count, height, width, channels] = shape;
  if (count < 1) {
    const remedy = 'Choose images that there are, for example by firstImages().';
    throw new DataError('bad-batch', name, 'no images', 'at least one', remedy);
  }
  const requireLength = (of: string, length: number, expected: number): void => {
    if (length !== expected) {
      const got = `${length} ${of} for ${count} images`;
      const remedy = 'Change images, labels and shape together, or make the set by imagesFromArrays().';
      throw new DataError('length-mismatch', name, got, String(expected), remedy);
    }
  };
  requireLength('labels', labels.length, count);
  if (inMemory(dataset)) {
    requireLength('values', dataset.images.length, count * Number(height) * Number(width) * channels);
  } else {
    requireLength('files', dataset.files.length, count);
  }
  checkedLabels(labels, classes, name);
}

/** What was given in place of images. */
export function otherThan(source: string, given: unknown, expected: string, remedy: string): DataError {
  if (isObject(given) && 'train' in given && 'test' in given) {
    const choice = 'Choose one of them, for example data.test.';
    return new DataError('wrong-shape', source, 'all parts of a divided set', expected, choice);
  }
  return new DataError('wrong-shape', source, described(given), expected, remedy);
}

function described(given: unknown): string {
  if (!isObject(given)) {
    return typeof given === 'string' ? JSON.stringify(given) : String(given);
  }
  const held = 'rank' in given ? 'a tensor' : 'shape' in given ? 'a data set' : 'one object';
  return Array.isArray(given) ? 'a list' : held;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
