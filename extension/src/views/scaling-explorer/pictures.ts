import type { Picture } from './picture';
import { dimensionsPicture } from './picture-dimensions';
import { phiPicture } from './picture-phi';
import type { ScalingResult } from './scaling';

/** The picture that a state asks for. */
export function pictureOf({ state }: ScalingResult): Picture {
  return state.picture === 'dimensions' ? dimensionsPicture : phiPicture;
}
