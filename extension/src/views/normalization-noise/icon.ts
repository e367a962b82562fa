import { LabIcon } from '@jupyterlab/ui-components';

/** Points scattered around a falling line. */
export const noiseIcon = new LabIcon({
  name: 'efficientnet-lab:normalization-noise',
  svgstr:
    '<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24">' +
    '<g class="jp-icon3" fill="none" stroke="#616161" stroke-width="2">' +
    '<path d="M4 3v17h17M7 6l12 10"/></g>' +
    '<g class="jp-icon3" fill="#616161"><circle cx="9" cy="12" r="1.5"/><circle cx="13" cy="7" r="1.5"/>' +
    '<circle cx="18" cy="11" r="1.5"/></g></svg>'
});
