/** What a cell shows. */
export { evaluate } from './evaluate';
export { checkAnswer, ExerciseError, exercises, type ExerciseText } from './exercises';
export type { ExplorerStart } from '../contract';
export { listenForViews } from './runs';
export { scalingExplorer, show, ShowError, type Showable } from './show';
export { train } from './train';
