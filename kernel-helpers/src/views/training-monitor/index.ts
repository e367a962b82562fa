export * from './chart';
export * from './epoch-history';
export * from './run-start';
export * from './state';
export * from './words';
