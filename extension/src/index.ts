import { pinsPlugin } from './pins/plugin';
import { addColourSheet } from './plot/colours';
import { rendererPlugin } from './renderer/plugin';
import { shellPlugin } from './shell/plugin';

// Before any view is drawn, whichever plugin draws it.
addColourSheet();

export default [pinsPlugin, rendererPlugin, shellPlugin];
