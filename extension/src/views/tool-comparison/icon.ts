import { LabIcon } from '@jupyterlab/ui-components';

/** A count in the middle, others to its left and right. */
export const toolsIcon = new LabIcon({
  name: 'efficientnet-lab:tool-comparison',
  svgstr:
    '<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24">' +
    '<g class="jp-icon3" fill="none" stroke="#616161" stroke-width="2" stroke-linecap="round">' +
    '<path d="M12 3v18M12 6h6M12 12H5M12 18h3"/></g></svg>'
});
