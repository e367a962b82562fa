/** Files from the network: cached, resumed, checked. Imports nothing of ours but `files`. */
export { withoutLastStrokes } from './address';
export { cacheFolder, offlineVariable } from './cache';
export { downloadFile, type DownloadOptions } from './download';
export { diskError, DownloadError } from './errors';
export { type DownloadProgress } from './progress';
export { remoteFile } from './remote-file';
export { type Patience } from './retry';
