export * from './result';
export * from './state';
export * from './words';
