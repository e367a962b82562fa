import { pinsPlugin } from './pins/plugin';
import { rendererPlugin } from './renderer/plugin';
import { shellPlugin } from './shell/plugin';

export default [pinsPlugin, rendererPlugin, shellPlugin];
