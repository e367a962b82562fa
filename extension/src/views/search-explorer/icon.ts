import { LabIcon } from '@jupyterlab/ui-components';

/** Parallel axes with one way through them. */
export const searchIcon = new LabIcon({
  name: 'efficientnet-lab:search',
  svgstr:
    '<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24">' +
    '<g class="jp-icon3" fill="none" stroke="#616161" stroke-width="2" stroke-linejoin="round">' +
    '<path d="M4 3v18M12 3v18M20 3v18M4 14l8-6 8 9"/></g></svg>'
});
