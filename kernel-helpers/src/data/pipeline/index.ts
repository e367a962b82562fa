/** Batches made in a thread of their own. */
export { BatchPipeline, shared } from './pipeline';
export { BatchSource } from './source';
