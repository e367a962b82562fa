export * from './result';
export * from './simulation';
export * from './state';
export * from './words';
