import { LabIcon } from '@jupyterlab/ui-components';

/** A front as stairs, and a point below it. */
export const frontIcon = new LabIcon({
  name: 'efficientnet-lab:front',
  svgstr:
    '<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24">' +
    '<path class="jp-icon3" fill="none" stroke="#616161" stroke-width="2" stroke-linejoin="round" d="M3 20h4v-6h6V8h8"/>' +
    '<circle class="jp-icon3" fill="#616161" cx="17" cy="16" r="2"/></svg>'
});
