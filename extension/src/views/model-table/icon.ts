import { LabIcon } from '@jupyterlab/ui-components';

/** Rows of a tree, each with its bar of cost. */
export const tableIcon = new LabIcon({
  name: 'efficientnet-lab:model-table',
  svgstr:
    '<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24">' +
    '<g class="jp-icon3" fill="none" stroke="#616161" stroke-width="2" stroke-linecap="round">' +
    '<path d="M3 5h3M3 12h3M7 19h2M10 5h11M10 12h6M13 19h8"/></g></svg>'
});
