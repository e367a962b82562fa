import { join, sep } from 'node:path';

/**
 * The compiled file of a worker beside the one that starts it: Node runs workers from JavaScript, also when the
 * starting file is run from its TypeScript source, as tests do.
 * @param folder `__dirname` of the starting file.
 */
export function workerFile(folder: string, name: string): string {
  const source = `${sep}src${sep}`;
  const at = folder.lastIndexOf(source);
  const compiled =
    at < 0 ? folder : `${folder.slice(0, at)}${sep}lib${sep}${folder.slice(at + source.length)}`;
  return join(compiled, `${name}.js`);
}
