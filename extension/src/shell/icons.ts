import { LabIcon } from '@jupyterlab/ui-components';

/** A way that begins at a point. */
export const startIcon = new LabIcon({
  name: 'efficientnet-lab:start',
  svgstr:
    '<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24">' +
    '<path class="jp-icon3" fill="none" stroke="#616161" stroke-width="2" d="M7 18h9a4 4 0 0 0 0-8H8V5h11m-3-3 3 3-3 3"/>' +
    '<circle class="jp-icon3" cx="5" cy="18" r="2.5" fill="#616161"/></svg>'
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
