import { eachOf } from './at-once';
import type { Batch, Selection } from './batch';
import { BatchWriter } from './collect';
import type { FileDataset, UnreadableImage } from './dataset';
import { DataError } from './errors';
import { fitted, type InputShape, withChannels, workingChannels } from './prepare';
import { readImage } from './read-image';

/** Images decoded side by side: as many as libuv has threads for by default. */
const AT_ONCE = 4;

/**
 * Decodes images into a batch at the network's side.
 * @param fillUp What is skipped is replaced by the next image of the batch, else left out.
 * @throws DataError for an image that can't be decoded unless the data set skips it, and when it would have to skip
 *   a whole batch that is to be filled up.
 */
export async function collectFiles(
  dataset: FileDataset,
  input: InputShape,
  selection: Selection,
  { fillUp }: { fillUp: boolean }
): Promise<Batch> {
  const { places, crops } = selection;
  const channels = workingChannels(dataset.name, dataset.shape, input);
  const writer = new BatchWriter(input, selection);
  const faults = new Map<number, UnreadableImage>();
  await eachOf(places.length, AT_ONCE, async (i) => {
    const path = dataset.files[places[i]];
    try {
      const whole = withChannels(await readImage(path, dataset.shape[3], dataset), channels);
      writer.write(i, crops ? whole : fitted(whole, input));
    } catch (error) {
      // Values whose range is not known are no fault of one file, and leaving out the dark ones would change the data.
      if (dataset.onUnreadable === 'error' || !(error instanceof DataError && error.kind === 'unreadable')) {
        throw error;
      }
      faults.set(i, { path, reason: error.got });
    }
  });
  const slots = fillUp ? replaced(places, faults) : Array.from(places.keys()).filter((i) => !faults.has(i));
  return {
    ...writer.batch(dataset, slots),
    ...(faults.size > 0
      ? { unreadable: [...faults].sort(([a], [b]) => a - b).map(([, fault]) => fault) }
      : {})
  };
}

/**
 * Batches of images in their order; one of which nothing could be decoded is told with its neighbour.
 * @throws DataError when no image at all can be decoded.
 */
export async function* withoutEmpty(
  name: string,
  batches: AsyncIterable<Batch>
): AsyncGenerator<Batch, void, void> {
  const told: UnreadableImage[] = [];
  const ready: Batch[] = [];
  for await (const { unreadable = [], ...batch } of batches) {
    told.push(...unreadable);
    if (batch.labels.length > 0) {
      // One is held back, to tell of all that may follow it.
      yield* ready.splice(0);
      ready.push(batch);
    }
    const [held] = ready;
    if (held && told.length > 0) {
      ready[0] = { ...held, unreadable: [...(held.unreadable ?? []), ...told.splice(0)] };
    }
  }
  if (ready.length === 0) {
    const remedy = 'Look at the files.';
    throw new DataError('unreadable', name, 'no image that can be decoded', 'at least one', remedy);
  }
  yield* ready;
}

/** For each image of a batch the one to show: itself, or the next that could be decoded. */
function replaced(places: Uint32Array, faults: ReadonlyMap<number, UnreadableImage>): number[] {
  const count = places.length;
  if (faults.size === count) {
    const [{ path, reason }] = faults.values();
    const expected = 'an image that can be decoded in each batch';
    const remedy = 'Look at the files, or take larger batches.';
    throw new DataError('unreadable', path, reason, expected, remedy);
  }
  return Array.from({ length: count }, (_, i) => {
    let from = i;
    while (faults.has(from)) {
      from = (from + 1) % count;
    }
    return from;
  });
}
