/** Numbers and sentences as a person reads them, the same in cells and in the page. */
export * from './format';
export * from './words';
export * from './unbroken';
