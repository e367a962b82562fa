export * from './chart';
export * from './picture';
export * from './quantities';
export * from './result';
export * from './state';
export * from './words';
