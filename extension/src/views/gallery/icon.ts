import { LabIcon } from '@jupyterlab/ui-components';

/** Four pictures, one of them with a hill. */
export const galleryIcon = new LabIcon({
  name: 'efficientnet-lab:gallery',
  svgstr:
    '<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24">' +
    '<g class="jp-icon3" fill="none" stroke="#616161" stroke-width="2" stroke-linejoin="round">' +
    '<path d="M3 3h7v7H3zM14 3h7v7h-7zM3 14h7v7H3zM14 14h7v7h-7zM14 20l3-3 4 4"/></g></svg>'
});
