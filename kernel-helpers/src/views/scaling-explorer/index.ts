export * from './chart';
export * from './curve';
export * from './networks';
export * from './picture';
export * from './quantities';
export * from './result';
export * from './state';
export * from './words';
