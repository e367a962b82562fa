/** What a cell shows. */
export type { ExplorerStart } from './explorer';
export { listenForViews } from './runs';
export { scalingExplorer, show, ShowError, type Showable } from './show';
