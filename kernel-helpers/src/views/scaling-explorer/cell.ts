import { exact, times } from '../../wording/format';
import { sentenceOf } from '../../wording/words';
import { type ViewCell, viewCell } from '../cell';
import { costText } from '../model-table/summary';
import { requireQuantities } from '../quantities';
import { requireFields } from '../start';
import { pinnedNetworks } from './networks';
import { scalingPicture } from './picture';
import { SCALING_QUANTITIES } from './quantities';
import { scalingResult, type ScalingResult } from './result';
import { explorerState, type ExplorerStart, type ScalingExplorerDocument } from './state';
import { baseName, scalingWords } from './words';

function scalingText(result: ScalingResult): string {
  const { report, base, ideal, built } = result;
  const name = baseName(result);
  return [
    scalingWords(result).detail,
    `built: ${times(built)} ${name}, ${exact(report.macs.total)} MACs; ${name}: ${exact(base.macs.total)} MACs`,
    `d·w²·r²: ${times(ideal)} ${name}, ${exact(base.macs.total * ideal)} MACs`,
    costText(report)
  ].join('\n');
}

/**
 * The view at a start: document, picture and text.
 * @throws SpecError for an unknown field, or when the start describes no network.
 */
export function scalingExplorerCell(start: ExplorerStart, today: Date): ViewCell<ScalingExplorerDocument> {
  requireFields('scalingExplorer', start, [...Object.keys(SCALING_QUANTITIES), 'pins']);
  requireQuantities('scalingExplorer', SCALING_QUANTITIES, start);
  const state = explorerState(start);
  const result = scalingResult(state);
  return viewCell('scaling-explorer', {
    sentence: sentenceOf(scalingWords(result)),
    data: state,
    details: scalingText(result),
    svg: scalingPicture({ result, pinned: pinnedNetworks(state.pins ?? [], state) }, today)
  });
}
