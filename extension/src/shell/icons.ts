import { LabIcon } from '@jupyterlab/ui-components';

/** A loss that falls to a point. */
export const monitorIcon = new LabIcon({
  name: 'efficientnet-lab:monitor',
  svgstr:
    '<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24">' +
    '<g class="jp-icon3" fill="none" stroke="#616161" stroke-width="2">' +
    '<path d="M4 3v17h17"/><path d="M6 5c2 8 6 10 11 11"/></g>' +
    '<circle class="jp-icon3" cx="18.500" cy="16" r="2" fill="#616161"/></svg>'
});
