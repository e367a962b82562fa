export * from './chart';
export * from './groups';
export * from './picture';
export * from './result';
export * from './state';
export * from './words';
