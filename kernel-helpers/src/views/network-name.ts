import { type ArchitectureSpec, PUBLISHED_VARIANTS } from '../analysis';
import { setting } from '../wording/format';

/**
 * A network as sentences, tables, chips and plots call it: published ones by the name they are known by, `B0`, `Lite0`,
 * `V2-S`; others `φ = −1.5`, `d 1.2, w 1.1, 258 px`, or what their maker called them.
 */
export function networkName({
  name,
  depthCoefficient = 1,
  widthCoefficient = 1,
  resolution,
  spatialDimensions = 2
}: Pick<ArchitectureSpec, 'name' | 'resolution'> &
  Partial<Pick<ArchitectureSpec, 'depthCoefficient' | 'widthCoefficient' | 'spatialDimensions'>>): string {
  if (PUBLISHED_VARIANTS.some((variant) => variant.name === name)) {
    return name.startsWith('lite') ? `L${name.slice(1)}` : name.toUpperCase();
  }
  return name === 'custom' || name === ''
    ? `d ${setting(depthCoefficient, 2)}, w ${setting(widthCoefficient, 2)}, ` +
        (spatialDimensions === 2 ? `${resolution} px` : `length ${resolution}`)
    : name.replace(/-(?=\d)/, '−');
}
