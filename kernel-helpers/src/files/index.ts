/** Files of others: containers, and what is read of them within limits. */
export { allowedBytes } from './allowance';
export { JSON_LIMITS, JsonLimitError, type JsonLimits, parseJson } from './json';
export {
  NotPlainFileError,
  openPlainFile,
  type PlainFile,
  plainFileStream,
  readPlainFile
} from './plain-file';
export { readZip, ZipError, type ZipLimits } from './zip';
