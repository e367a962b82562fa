import { LabIcon } from '@jupyterlab/ui-components';

/** An inverted bottleneck: narrow, wide, narrow. */
export const blockIcon = new LabIcon({
  name: 'efficientnet-lab:block',
  svgstr:
    '<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24">' +
    '<g class="jp-icon3" fill="none" stroke="#616161" stroke-width="2" stroke-linejoin="round">' +
    '<path d="M3 9v6l6 5V4zM21 9v6l-6 5V4zM9 12h6"/></g></svg>'
});
