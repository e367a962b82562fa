import { LabIcon } from '@jupyterlab/ui-components';

/** Steps that rise above a dashed rule. */
export const explorerIcon = new LabIcon({
  name: 'efficientnet-lab:explorer',
  svgstr:
    '<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24">' +
    '<g class="jp-icon3" fill="none" stroke="#616161" stroke-width="2">' +
    '<path d="M3 18h4v-5h5v-4h4V5h5"/><path d="M3 21 21 9" stroke-dasharray="2.5 2.5" stroke-width="1.5"/></g></svg>'
});
