import { csvLine } from '@efficientnet-lab/kernel-helpers/analysis';
import {
  phiCurve,
  publishedNetworks,
  type ScalingResult
} from '@efficientnet-lab/kernel-helpers/views/scaling-explorer';
import { dimensionsCsv } from './same-cost';

/** The whole curve and the published networks, one line each. */
export function toCsv(result: ScalingResult): string {
  if (result.state.picture === 'dimensions') {
    return dimensionsCsv(result);
  }
  const curve = phiCurve(result.state);
  const lines = curve.phi.map((phi, i) =>
    csvLine(['rule', phi, curve.built[i], Math.round(curve.rule[i]), curve.blocks[i], curve.resolution[i]])
  );
  const published = publishedNetworks().map((point) =>
    csvLine([point.name, point.position, point.macs, null, point.blocks, point.resolution])
  );
  return [
    csvLine(['network', 'phi', 'macs_built', 'macs_rule', 'blocks', 'resolution_px']),
    ...lines,
    ...published
  ].join('');
}
