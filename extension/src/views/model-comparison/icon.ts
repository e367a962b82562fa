import { LabIcon } from '@jupyterlab/ui-components';

/** Two intervals, one above the other, that do not meet. */
export const modelComparisonIcon = new LabIcon({
  name: 'efficientnet-lab:model-comparison',
  svgstr:
    '<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24">' +
    '<g class="jp-icon3" fill="none" stroke="#616161" stroke-width="2" stroke-linecap="round">' +
    '<path d="M4 8h9M13 16h7"/></g>' +
    '<g class="jp-icon3" fill="#616161"><circle cx="8.5" cy="8" r="3"/><circle cx="16.5" cy="16" r="3"/></g></svg>'
});
