export * from './chart';
export * from './numbers';
export * from './picture';
export * from './quantities';
export * from './result';
export * from './simulation';
export * from './state';
export * from './words';
