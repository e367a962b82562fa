import { LabIcon } from '@jupyterlab/ui-components';

/** Channels that are let through more or less. */
export const gatesIcon = new LabIcon({
  name: 'efficientnet-lab:gates',
  svgstr:
    '<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24">' +
    '<g class="jp-icon3" fill="none" stroke="#616161" stroke-width="2">' +
    '<path d="M5 21V4M10 21v-5M15 21V9M20 21v-2M2 14h20" stroke-linecap="round"/></g></svg>'
});
