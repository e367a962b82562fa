import type { CostReport, StageCost } from '@efficientnet-lab/kernel-helpers/analysis';
import type { ModelTableColumn, ModelTableState } from '@efficientnet-lab/kernel-helpers/views/model-table';
import type { TranslationBundle } from '@jupyterlab/translation';
import { networkName } from '@efficientnet-lab/kernel-helpers/views';
import { exact, percent, si } from '@efficientnet-lab/kernel-helpers/wording';
import type { Listing } from './listing';
import { type CostRow, sumsOf } from './rows';

/** `stage 6`, `stem`, `block6a` or a layer's name. */
export function rowName({ level, name }: CostRow, trans: TranslationBundle): string {
  return level === 1 ? stageName(name, trans) : name;
}

function stageName(name: string, trans: TranslationBundle): string {
  return /^\d+$/.test(name) ? trans.__('stage %1', name) : name;
}

/** What the network costs as a whole, and where most of it is spent. */
export function sentence({ spec, params, macs, stages }: CostReport, trans: TranslationBundle): string {
  const dearest = dearestStage(stages);
  return trans.__(
    '%1 has %2 parameters and %3 MACs; %4 holds %5 of the MACs and %6 of the parameters.',
    networkName(spec),
    si(params.trainable),
    si(macs.total),
    stageName(dearest.name, trans),
    percent(dearest.macs / macs.total, 0),
    percent(dearest.params / params.trainable, 0)
  );
}

function dearestStage(stages: readonly StageCost[]): StageCost {
  return stages.reduce((most, stage) => (stage.macs > most.macs ? stage : most));
}

/** How large the network is, or what a search or another order has made of its rows. */
export function detail(
  { spec, layers, depth, stages, params, macs }: CostReport,
  { sort, search }: ModelTableState,
  { hits, isTree }: Listing,
  trans: TranslationBundle
): string {
  const parts: string[] = [];
  if (search.trim() !== '') {
    const found = sumsOf(hits);
    parts.push(
      trans.__(
        '%1 match “%2”: %3 of the MACs and %4 of the parameters.',
        hitsText(hits.length, layers.length, trans),
        search.trim(),
        percent(found.macs / macs.total),
        percent(found.params / params.trainable)
      )
    );
  }
  if (!isTree) {
    parts.push(
      sort.descending
        ? trans.__(
            'Layers of all stages are in one list, largest %1 first; “execution order” restores the tree.',
            columnWords(sort.column, trans)
          )
        : trans.__(
            'Layers of all stages are in one list, smallest %1 first; “execution order” restores the tree.',
            columnWords(sort.column, trans)
          )
    );
  }
  return parts.length > 0
    ? parts.join(' ')
    : trans.__(
        '%1, %2 and %3 layers; costs of one %4 in 32-bit floats.',
        trans._n('%1 stage', '%1 stages', stages.length),
        trans._n('%1 block', '%1 blocks', depth),
        exact(layers.length),
        inputText(spec, trans)
      );
}

/** `image of 224 × 224 px`, `sequence of length 256`. */
function inputText({ resolution, spatialDimensions }: CostReport['spec'], trans: TranslationBundle): string {
  return spatialDimensions === 2
    ? trans.__('image of %1 × %1 px', resolution)
    : trans.__('sequence of length %1', resolution);
}

/** `35 of 206 layers`. */
export function hitsText(hits: number, all: number, trans: TranslationBundle): string {
  return hits === all
    ? trans.__('%1 layers', exact(all))
    : trans.__('%1 of %2 layers', exact(hits), exact(all));
}

/** A column in running text. */
export function columnWords(column: ModelTableColumn, trans: TranslationBundle): string {
  const words: Record<ModelTableColumn, string> = {
    order: trans.__('number'),
    name: trans.__('name'),
    kind: trans.__('kind'),
    outputSize: trans.__('output'),
    outputFilters: trans.__('channels'),
    params: trans.__('parameters'),
    macs: trans.__('MACs'),
    elementOps: trans.__('element operations'),
    activationBytes: trans.__('output bytes'),
    bytesMoved: trans.__('bytes moved'),
    arithmeticIntensity: trans.__('MACs per byte'),
    receptiveField: trans.__('receptive field')
  };
  return words[column];
}

/** Decimal units, as disks and papers have them: `21.3 MB`. */
export function formatBytes(value: number): string {
  const text = si(value);
  return /[a-zA-Z]$/.test(text) ? `${text}B` : `${text} B`;
}
