import { requireKnown } from './errors';
import type { ImageDataset } from './dataset';
import { readIdxPart } from './idx-folder';
import { type DatasetSplits, splitOwn } from './splits';
import { STORED_SET_OPTIONS, type StoredSetOptions, storedSetOptions } from './stored-set';

/** Names from the data set's own README. */
const CLASSES = [
  'T-shirt/top',
  'Trouser',
  'Pullover',
  'Dress',
  'Coat',
  'Sandal',
  'Shirt',
  'Sneaker',
  'Bag',
  'Ankle boot'
];

/**
 * Fashion-MNIST (Xiao, Rasul, Vollgraf 2017, arXiv 1708.07747): pictures of clothes, 60,000 to train on and 10,000
 * to test on, 28 × 28, grey, from four IDX files that may be compressed.
 * @throws DataError when a file is missing or damaged, or the options don't fit.
 */
export async function loadFashionMnist(options: StoredSetOptions = {}): Promise<DatasetSplits<ImageDataset>> {
  requireKnown(options, STORED_SET_OPTIONS);
  const name = 'Fashion-MNIST';
  const { folder, split } = await storedSetOptions(name, 'fashion-mnist', options);
  const [train, test] = await Promise.all([
    readIdxPart(folder, 'train', name, CLASSES, options.maxBytes),
    readIdxPart(folder, 't10k', name, CLASSES, options.maxBytes)
  ]);
  return splitOwn(name, train, test, split);
}
