import { LabIcon } from '@jupyterlab/ui-components';

/** A curve that flattens, and where to stop on it. */
export const stoppingIcon = new LabIcon({
  name: 'efficientnet-lab:stopping-point',
  svgstr:
    '<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24">' +
    '<g class="jp-icon3" fill="none" stroke="#616161" stroke-width="2" stroke-linejoin="round">' +
    '<path d="M3 20C6 8 12 6 21 5M12 3v18"/></g></svg>'
});
