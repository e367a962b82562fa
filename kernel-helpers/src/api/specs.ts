/** What a specification may hold. */
export {
  blocksOf,
  DEFAULT_VIEW,
  groupSizeOf,
  LIMITS,
  PREPROCESSINGS,
  totalStride,
  validateSpec
} from '../analysis';
