/** What kernel and extension agree on: documents, their schema, the comm they talk over. */
export { BLOCK_EXPLORER_START, blockOf, convolutionOf } from './block-state';
export * from './document';
export { multipliersOf, specOf } from './scaling-state';
export { DOCUMENT_SCHEMA, VIEW_SCHEMAS } from './schema';
export { validateDocument, type Validation } from './validate';
