/** What a cell shows. */
export { evaluate } from './evaluate';
export type { ExplorerStart } from './explorer';
export { listenForViews } from './runs';
export { scalingExplorer, show, ShowError, type Showable } from './show';
export { train } from './train';
