export * from './document';
export * from './validate';
