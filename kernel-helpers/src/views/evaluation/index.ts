export * from './chart';
export * from './images';
export * from './picture';
export * from './state';
export * from './words';
