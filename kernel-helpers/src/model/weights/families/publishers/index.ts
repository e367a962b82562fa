/** Those who publish weights: their names of modules, and what their weights were trained with. */
import type { Padding } from '../../../../analysis';
import type { StoredTensor, WeightFile } from '../../formats';
import { keras } from './keras';
import { lukemelas } from './lukemelas';
import type { Conventions, KnownNetwork } from './publisher';
import { timm } from './timm';
import { torchvision } from './torchvision';

export type { BlockLayer, BlockPlace, Conventions, ModuleNames, OuterLayer, Publisher } from './publisher';

export const PUBLISHERS = { keras, timm, torchvision, lukemelas } as const;
/** Whose names a file has. */
export type WeightFamily = keyof typeof PUBLISHERS;
/** Those whose files are PyTorch's. */
export type TorchFamily = Exclude<WeightFamily, 'keras'>;

/**
 * What a family's published weights were trained with.
 * @param padding Needed for timm alone, whose tensors look the same with both.
 * @throws WeightError for timm without padding.
 */
export function conventionsOf(
  { family, tensors }: { family: WeightFamily; tensors: Map<string, StoredTensor> },
  network: KnownNetwork,
  { source, metadata }: Pick<WeightFile, 'source' | 'metadata'>,
  padding?: Padding
): Conventions {
  return PUBLISHERS[family].conventions(network, { tensors, source, metadata, padding });
}
