import { LabIcon } from '@jupyterlab/ui-components';

/** Lines over parallel axes, one of which goes on. */
export const sweepDashboardIcon = new LabIcon({
  name: 'efficientnet-lab:sweep-dashboard',
  svgstr:
    '<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24">' +
    '<g class="jp-icon3" fill="none" stroke="#616161" stroke-width="2" stroke-linecap="round">' +
    '<path d="M4 4v16M12 4v16M20 4v16"/><path d="M4 16L12 9L20 6"/><path d="M4 8L12 15" opacity=".45"/></g></svg>'
});
