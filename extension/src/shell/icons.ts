import { LabIcon } from '@jupyterlab/ui-components';

/** Steps that rise above a dashed rule. */
export const explorerIcon = new LabIcon({
  name: 'efficientnet-lab:explorer',
  svgstr:
    '<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24">' +
    '<g class="jp-icon3" fill="none" stroke="#616161" stroke-width="2">' +
    '<path d="M3 18h4v-5h5v-4h4V5h5"/><path d="M3 21 21 9" stroke-dasharray="2.5 2.5" stroke-width="1.5"/></g></svg>'
});

/** A loss that falls to a point. */
export const monitorIcon = new LabIcon({
  name: 'efficientnet-lab:monitor',
  svgstr:
    '<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24">' +
    '<g class="jp-icon3" fill="none" stroke="#616161" stroke-width="2">' +
    '<path d="M4 3v17h17"/><path d="M6 5c2 8 6 10 11 11"/></g>' +
    '<circle class="jp-icon3" cx="18.500" cy="16" r="2" fill="#616161"/></svg>'
});
