import { type ArchitectureSpec, PUBLISHED_VARIANTS } from '@efficientnet-lab/kernel-helpers/analysis';
import { setting } from '@efficientnet-lab/kernel-helpers/wording';

const published = new Set(PUBLISHED_VARIANTS.map(({ name }) => name));

/** A network as chips, tables and plots call it: `B3`, `φ = −1.5`, `d 1.2, w 1.1, 258 px`. */
export function nameOfSpec({
  name,
  depthCoefficient,
  widthCoefficient,
  resolution
}: ArchitectureSpec): string {
  if (published.has(name)) {
    return name.toUpperCase();
  }
  return name === 'custom' || name === ''
    ? `d ${setting(depthCoefficient, 2)}, w ${setting(widthCoefficient, 2)}, ${resolution} px`
    : name.replace('-', '−');
}
