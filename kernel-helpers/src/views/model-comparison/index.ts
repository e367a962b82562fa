export * from './chart';
export * from './kept';
export * from './picture';
export * from './result';
export * from './state';
export * from './words';
