/** Containers of files. */
export { readZip, ZipError, type ZipLimits } from './zip';
