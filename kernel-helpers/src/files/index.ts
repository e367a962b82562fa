/** Files of others: containers, and what is read of them within limits. */
export { allowedBytes } from './allowance';
export { JSON_LIMITS, JsonLimitError, parseJson } from './json';
export { NotPlainFileError, openPlainFile, plainFileStream, readPlainFile } from './plain-file';
export { readZip, ZipError } from './zip';
