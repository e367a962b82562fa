'use strict';
/** Where a name of EfficientNet Lab is now, for cells that look for it where it was. */
const { createRequire } = require('node:module');
const path = require('node:path');

const PACKAGE = '@efficientnet-lab/kernel-helpers';

/** What the machine and the compiler say of a name that is not there; the name, and what it was looked for in. */
const ABSENT = [
  // A cell's own name of the package, or the one that the compiler gives it.
  /\b(enet|kernel_helpers_\d+)\.([\w.]*\w)\)? is not a function/,
  /\b(enet|kernel_helpers_\d+)\.([\w.]*\w)\)? is not a constructor/,
  /Property '(\w+)' does not exist on type 'typeof import\("[^"]*kernel-helpers[^"]*"\)'/,
  /"@efficientnet-lab\/kernel-helpers"' has no exported member(?: named)? '(\w+)'/
];

/** @returns {string | null} a sentence that names the place, or null */
function hintFor(message) {
  const found = ABSENT.map((pattern) => pattern.exec(message)).find((match) => match !== null);
  const asked = found?.at(-1);
  if (asked === undefined) {
    return null;
  }
  try {
    const require = createRequire(path.join(process.cwd(), 'cell.js'));
    const main = require.resolve(PACKAGE);
    const { placeOf } = require(path.join(path.dirname(main), 'api', 'places.js'));
    const place = placeOf(require(main), asked);
    return place === null ? null : `enet.${asked} is now enet.${place}.`;
  } catch {
    // A notebook without the package, or with an older one, knows no places.
    return null;
  }
}

module.exports = { hintFor };
