/** What kernel and extension agree on: documents, their schema, the comm they talk over. */
export * from './document';
export * from './run-protocol';
export { DOCUMENT_SCHEMA, VIEW_SCHEMAS } from './schema';
export { schemaProblem, steps } from './schema-problem';
export * from './sweep-protocol';
export { validateDocument, type Validation } from './validate';
