'use strict';
/** Shows the compiler of cells the packages that Node finds through NODE_PATH, as those of a wheel are. */
const path = require('node:path');

/**
 * Node looks there after every `node_modules` above a file. To the compiler, which knows no such variable, they lie in the
 * last of those folders, at the root: so it takes the very packages that Node takes, and can name their types.
 * @param {import('typescript').System} real
 * @param {string | undefined} nodePath
 * @returns {Partial<import('typescript').System>} what replaces the real functions
 */
function seeNodePath(real, nodePath = process.env.NODE_PATH) {
  const folders = (nodePath ?? '').split(path.delimiter).filter(Boolean);
  if (folders.length === 0) {
    return {};
  }
  const shown = path.join(path.parse(process.cwd()).root, 'node_modules');

  /** @returns {string[]} where a path may really lie: itself first */
  function places(name) {
    const rest = path.relative(shown, path.resolve(name));
    const below = rest === '' || !(rest.startsWith('..') || path.isAbsolute(rest));
    return below ? [name, ...folders.map((folder) => path.join(folder, rest))] : [name];
  }
  const fileOf = (name) => places(name).find((place) => real.fileExists(place));

  return {
    fileExists: (name) => fileOf(name) !== undefined,
    directoryExists: (name) => places(name).some((place) => real.directoryExists(place)),
    readFile: (name, encoding) => real.readFile(fileOf(name) ?? name, encoding),
    getDirectories: (name) => [
      ...new Set(
        places(name)
          .filter((place) => real.directoryExists(place))
          .flatMap((place) => real.getDirectories(place))
      )
    ],
    // The real path would show where they come from, and their types would have no name there.
    realpath: (name) => (places(name).length > 1 && !real.fileExists(name) ? name : real.realpath(name))
  };
}

module.exports = { seeNodePath };
