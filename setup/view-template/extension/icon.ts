import { LabIcon } from '@jupyterlab/ui-components';

/** A curve that rises. */
export const newViewIcon = new LabIcon({
  name: 'efficientnet-lab:new-view',
  svgstr:
    '<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24">' +
    '<g class="jp-icon3" fill="none" stroke="#616161" stroke-width="2" stroke-linejoin="round">' +
    '<path d="M3 20C12 20 18 14 21 4"/></g></svg>'
});
