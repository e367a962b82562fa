'use strict';
/** Where a name of EfficientNet Lab is now, for cells that look for it where it was. */
const { createRequire } = require('node:module');
const path = require('node:path');

const PACKAGE = '@efficientnet-lab/kernel-helpers';

/** What the machine says of a name that is no function, behind what was called. */
const NO_CALL = [' is not a function', ' is not a constructor'];
const NO_PROPERTY = "Property '";
const NO_EXPORT = /"@efficientnet-lab\/kernel-helpers"' has no exported member(?: named)? '(\w+)'/;

/** @returns {string | undefined} the name that machine or compiler did not find in the package */
function absentName(message) {
  return absentCall(message) ?? absentProperty(message) ?? NO_EXPORT.exec(message)?.[1];
}

/** A cell's own name of the package stands before it, or the one that the compiler gives it. */
function absentCall(message) {
  const at = Math.max(...NO_CALL.map((end) => message.indexOf(end)));
  const called = at < 0 ? '' : message.slice(message.lastIndexOf(' ', at - 1) + 1, at);
  return /^(?:enet|kernel_helpers_\d+)\.([\w.]*\w)\)?$/.exec(called)?.[1];
}

function absentProperty(message) {
  const rest = message.slice(Math.max(0, message.indexOf(NO_PROPERTY)));
  const found = /^Property '(\w+)' does not exist on type 'typeof import\("/.exec(rest);
  const from = found?.[0].length ?? 0;
  return rest.slice(from, rest.indexOf('")', from)).includes('kernel-helpers') ? found?.[1] : undefined;
}

/** @returns {string | null} a sentence that names the place, or null */
function hintFor(message) {
  const asked = absentName(message);
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
