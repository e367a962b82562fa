/** Files of others: containers, and what is read of them within limits. */
export { allowedBytes, allowedInPieces, allowedUnpacked } from './allowance';
export { fileSource, type Source } from './bounded-reader';
export { commandHere } from './installation';
export { JSON_LIMITS, JsonLimitError, parseJson } from './json';
export { NotPlainFileError, openPlainFile, plainFileStream, readPlainFile } from './plain-file';
export { readZip, withZip, ZipError } from './zip';
