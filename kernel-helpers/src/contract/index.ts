/** What kernel and extension agree on: documents, their schema, the comm they talk over. */
export { BLOCK_EXPLORER_START, blockOf, convolutionOf } from './block-state';
export * from './document';
export {
  baseOf,
  explorerState,
  type ExplorerStart,
  multipliersOf,
  phiPosition,
  specOf,
  stateOfSpec
} from './scaling-state';
export { DOCUMENT_SCHEMA, VIEW_SCHEMAS } from './schema';
export { validateDocument, type Validation } from './validate';
