import { LabIcon } from '@jupyterlab/ui-components';

/** A confusion matrix: a full diagonal, and one cell beside it. */
export const evaluationIcon = new LabIcon({
  name: 'efficientnet-lab:evaluation',
  svgstr:
    '<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24">' +
    '<g class="jp-icon3" fill="#616161"><path d="M4 4h4.500v4.500H4zM9.750 9.750h4.500v4.500h-4.500zM15.500 15.500H20V20h-4.500z"/>' +
    '<path opacity=".45" d="M15.500 4H20v4.500h-4.500z"/></g></svg>'
});
