export { summaryPicture } from './picture';
export * from './state';
