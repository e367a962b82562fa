import { rendererPlugin } from './renderer/plugin';
import { shellPlugin } from './shell/plugin';

export default [rendererPlugin, shellPlugin];
