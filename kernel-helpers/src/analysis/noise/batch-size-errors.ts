import { publishedRecords } from '../records';

/** Published validation error, in per cent, of one network trained with so many images on each worker. */
export interface BatchSizeErrors {
  batchSize: number;
  /** With batch normalisation. */
  batch: number;
  /** With group normalisation. */
  group: number;
}

/** ResNet-50 on ImageNet by images per worker, ascending (Group Normalization paper; see `publishedRecords`). */
export function publishedBatchSizeErrors(): BatchSizeErrors[] {
  const { records } = publishedRecords('group-norm');
  const errorOf = (normalization: string, batchSize: number): number[] =>
    records
      .filter(
        ({ family, settings }) =>
          family === 'ResNet-50' &&
          settings?.experiment === 'batch size' &&
          settings.normalization === normalization &&
          settings.batchSize === batchSize
      )
      // Printed with one decimal, which a difference from 100 in binary fractions would lose.
      .flatMap(({ accuracy }) => (accuracy === null ? [] : [Math.round(10 * (100 - accuracy)) / 10]));
  const sizes = new Set(records.map(({ settings }) => Number(settings?.batchSize)));
  return [...sizes]
    .sort((a, b) => a - b)
    .flatMap((batchSize) =>
      errorOf('BN', batchSize).flatMap((batch) =>
        errorOf('GN', batchSize).map((group) => ({ batchSize, batch, group }))
      )
    );
}
