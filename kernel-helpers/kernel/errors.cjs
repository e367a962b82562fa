'use strict';
/** Failures of cells in words, whatever was thrown. */
const { inspect, types } = require('node:util');
const { hintFor } = require('./hints.cjs');

/** An error's causes are told to this depth: one may be made anew at each look. */
const MAX_CAUSES = 10;
/** What is told of an error stays readable, and small enough for a message, which one of 500 MB is not. */
const MAX_CHARACTERS = 20_000;
const MAX_PLACES = 200;
/** Of a line of code, which may be a whole program in one. */
const MAX_LINE = 500;

/**
 * @typedef {{ name: string, message: string, traceback: string[] }} CellFailure
 */

/** The text of what may throw when it is looked at, or `otherwise`. */
function textOf(look, otherwise) {
  try {
    return clipped(String(look()));
  } catch {
    return otherwise;
  }
}

function clipped(text, length = MAX_CHARACTERS) {
  return text.length > length ? `${text.slice(0, length)} … (${text.length} characters)` : text;
}

/** A line of code, beside its place. */
const lineOf = (text) => clipped(text.trim(), MAX_LINE);

function isError(value) {
  // A proxy answers for something else, or throws.
  return !types.isProxy(value) && (value instanceof Error || types.isNativeError(value));
}

function failure(name, message, lines) {
  return { name, message, traceback: [`\u001b[31m${name}\u001b[0m: ${message}`, ...lines] };
}

/**
 * @param {(file: string, line: number, column: number) => { line: number, column: number, text: string } | null} locate
 *   the notebook's place of one in compiled code
 * @param {(file: string) => string} cellName
 */
function createDescriber(locate, cellName) {
  /** Never throws. @returns {CellFailure} */
  function describeError(error) {
    try {
      return described(error, new Set());
    } catch {
      return failure('Error', 'The cell threw something that cannot be described.', []);
    }
  }

  function described(error, seen) {
    seen.add(error);
    if (!isError(error)) {
      const text = textOf(
        () => (typeof error === 'string' ? error : inspect(error, { showProxy: true })),
        'something that cannot be shown'
      );
      return failure('Error', text, [`The cell threw a value that is no Error.`]);
    }
    const stack = textOf(() => error.stack ?? '', '');
    const cause = causeOf(error);
    const told = cause === undefined || seen.has(cause) || seen.size > MAX_CAUSES;
    return failure(
      textOf(() => error.name || 'Error', 'Error'),
      hinted(ownLines(textOf(() => error.message, 'The message of this error cannot be read.'))),
      [...placesOf(stack), ...(told ? [] : [`Caused by ${described(cause, seen).traceback.join('\n')}`])]
    );
  }

  function causeOf(error) {
    try {
      return error.cause;
    } catch {
      return undefined;
    }
  }

  function placesOf(stack) {
    return stack.split('\n', MAX_PLACES).flatMap((line) => {
      const match = /^\s+at .*?(In \[\d+\]):(\d+):(\d+)/.exec(line);
      const place = match && locate(match[1], Number(match[2]), Number(match[3]));
      if (place) {
        return [
          `    at line ${place.line}, column ${place.column} of ${cellName(match[1])}: ${lineOf(place.text)}`
        ];
      }
      const isInternal = line.includes(__dirname) || /tslab[\\/]dist|node:internal|node:vm/.test(line);
      return !match && /^\s+at /.test(line) && !isInternal ? [line] : [];
    });
  }

  /** A message that names places in compiled cells, with the notebook's own lines instead. */
  function ownLines(message) {
    return message.replace(/(In \[\d+\]):(\d+):(\d+)/g, (place, file, line, column) => {
      const found = locate(file, Number(line), Number(column));
      return found ? `line ${found.line} of ${cellName(file)}` : place;
    });
  }

  /** With the place of a name that moved. */
  function hinted(message) {
    const hint = hintFor(message);
    return hint === null ? message : `${message.replace(/[.]?$/, '.')} ${hint}`;
  }

  /** @returns {CellFailure} */
  function describeDiagnostics(items, source) {
    const code = source.split('\n');
    const lines = items.slice(0, MAX_PLACES).map((item) => {
      const text = item.file ? '' : `: ${lineOf(code[item.line - 1] ?? '')}`;
      return `    at line ${item.line}, column ${item.column} of ${item.file || 'this cell'}${text}\n      ${item.message}`;
    });
    const more = items.length > 1 ? ` (and ${items.length - 1} more)` : '';
    const first = items[0];
    return failure('TypeScriptError', `line ${first.line}: ${hinted(first.message)}${more}`, lines);
  }

  return { describeError, describeDiagnostics };
}

module.exports = { createDescriber };
