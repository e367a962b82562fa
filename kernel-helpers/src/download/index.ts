/** Files from the network: cached, resumed, checked. Imports nothing of ours but `files`. */
export { withoutLastStrokes } from './address';
export { cacheFolder, offlineVariable } from './cache';
export { downloadFile, type DownloadOptions } from './download';
export { diskError, DownloadError, type DownloadErrorKind } from './errors';
export { type DownloadProgress } from './progress';
export { type RemoteFile, remoteFile, type RemoteFileOptions } from './remote-file';
export { type Patience } from './retry';
