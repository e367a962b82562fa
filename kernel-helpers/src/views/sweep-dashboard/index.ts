export * from './chart';
export * from './network';
export { sweepPicture } from './picture';
export * from './result';
export * from './state';
export * from './words';
