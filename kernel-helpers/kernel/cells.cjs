'use strict';
/**
 * Follows each cell through tslab's compiler and runner: gives its code a file name of its own, keeps the way
 * back from compiled lines to the notebook's lines, and collects what goes wrong instead of printing it.
 */
const { SourceMap } = require('node:module');
const path = require('node:path');
const vm = require('node:vm');

const INLINE_MAP = /\n?\/\/# sourceMappingURL=data:application\/json;base64,([A-Za-z0-9+/=]+)\s*$/;
const MAP_COMMENT = /\n?\/\/# sourceMappingURL=\S*\s*$/;
/** tslab puts one line, `export {};`, before a cell's code. */
const PREFIX_LINES = 1;
/** What tslab's executor prints a compiler's complaint with. */
const DIAGNOSTIC_FORMAT = '%s%d:%d - %s';

/**
 * @typedef {{ name: string, message: string, traceback: string[] }} CellFailure
 */

/** Whether a file belongs to the notebook: below its folder, and no package. */
function isOwnFile(file) {
  const relative = path.relative(process.cwd(), file);
  return !relative.startsWith('..') && !relative.split(path.sep).includes('node_modules');
}

/**
 * Puts other functions in the place of some that a loaded module exports behind read-only getters. Only
 * modules that load it later see them.
 */
function replaceExports(module, replacements) {
  const values = Object.entries(replacements).map(([name, value]) => [
    name,
    { value, enumerable: true, configurable: true, writable: true }
  ]);
  const descriptors = { ...Object.getOwnPropertyDescriptors(module.exports), ...Object.fromEntries(values) };
  module.exports = Object.defineProperties({}, descriptors);
}

/**
 * @param {NodeModule} compilerModule the loaded TypeScript of tslab; tslab itself must not be loaded yet
 */
function traceCells(compilerModule) {
  const typescript = compilerModule.exports;
  const traced = new Map();
  let maps = null;
  let fileName = null;
  let source = '';
  let failures = [];

  // The second of tslab's two compilations: ES module to CommonJS. Its map leads to the first one's.
  function transpile(code, options) {
    const inline = INLINE_MAP.exec(code);
    if (!inline) {
      return typescript.transpileModule(code, options);
    }
    const result = typescript.transpileModule(code.slice(0, inline.index), {
      ...options,
      compilerOptions: { ...options.compilerOptions, sourceMap: true }
    });
    const first = JSON.parse(Buffer.from(inline[1], 'base64').toString());
    maps = [new SourceMap(JSON.parse(result.sourceMapText)), new SourceMap(first)];
    return { ...result, outputText: result.outputText.replace(MAP_COMMENT, '') };
  }
  // Nothing is watched but the notebook's own files. A package that changes on disk makes tslab's compiler start a
  // second timer, which it takes for a fault of its own and then never compiles again.
  const unwatched = { close() {} };
  const sys = Object.assign(Object.create(typescript.sys), {
    watchDirectory: () => unwatched,
    watchFile: (file, ...rest) => (isOwnFile(file) ? typescript.sys.watchFile(file, ...rest) : unwatched)
  });
  replaceExports(compilerModule, {
    sys,
    createWatchCompilerHost: (files, options, ...rest) =>
      typescript.createWatchCompilerHost(files, { ...options, inlineSourceMap: true }, ...rest),
    transpileModule: transpile
  });

  // tslab runs every cell under one anonymous name; stack traces need to tell them apart.
  const run = vm.runInThisContext;
  vm.runInThisContext = (code, options) => {
    if (!fileName || typeof options !== 'object' || !options.breakOnSigint) {
      return run(code, options);
    }
    traced.set(fileName, { maps, source });
    return run(code, { ...options, filename: fileName });
  };

  /** The notebook's line and column (1-based) of a place in compiled code, or null. */
  function locate(file, line, column) {
    const trace = traced.get(file);
    if (!trace?.maps) {
      return null;
    }
    let place = { originalLine: line - 1, originalColumn: column - 1 };
    for (const map of trace.maps) {
      place = map.findEntry(place.originalLine, place.originalColumn);
      if (place.originalLine === undefined) {
        return null;
      }
    }
    const found = place.originalLine - PREFIX_LINES + 1;
    const text = trace.source.split('\n')[found - 1];
    return text === undefined ? null : { line: found, column: place.originalColumn + 1, text };
  }

  /** @returns {CellFailure} */
  function describeError(error) {
    if (!(error instanceof Error) && Object.prototype.toString.call(error) !== '[object Error]') {
      const text = typeof error === 'string' ? error : require('node:util').inspect(error);
      return failure('Error', text, [`The cell threw a value that is no Error.`]);
    }
    const places = [];
    for (const line of String(error.stack ?? '').split('\n')) {
      const match = /^\s+at .*?(In \[\d+\]):(\d+):(\d+)/.exec(line);
      if (match) {
        const place = locate(match[1], Number(match[2]), Number(match[3]));
        if (place) {
          places.push(
            `    at line ${place.line}, column ${place.column} of ${cellName(match[1])}: ${place.text.trim()}`
          );
        }
      } else if (
        /^\s+at /.test(line) &&
        !line.includes(__dirname) &&
        !/tslab[\\/]dist|node:internal|node:vm/.test(line)
      ) {
        places.push(line);
      }
    }
    const cause =
      error.cause === undefined ? [] : [`Caused by ${describeError(error.cause).traceback.join('\n')}`];
    return failure(String(error.name || 'Error'), ownLines(String(error.message)), [...places, ...cause]);
  }

  /** A message that names places in compiled cells, with the notebook's own lines instead. */
  function ownLines(message) {
    return message.replace(/(In \[\d+\]):(\d+):(\d+)/g, (place, file, line, column) => {
      const found = locate(file, Number(line), Number(column));
      return found ? `line ${found.line} of ${cellName(file)}` : place;
    });
  }

  function cellName(file) {
    return file === fileName ? 'this cell' : `cell ${file}`;
  }

  function failure(name, message, lines) {
    return { name, message, traceback: [`\u001b[31m${name}\u001b[0m: ${message}`, ...lines] };
  }

  /** @returns {CellFailure} */
  function describeDiagnostics(items) {
    const lines = items.map((item) => {
      const text = item.file ? '' : `: ${(source.split('\n')[item.line - 1] ?? '').trim()}`;
      return `    at line ${item.line}, column ${item.column} of ${item.file || 'this cell'}${text}\n      ${item.message}`;
    });
    const more = items.length > 1 ? ` (and ${items.length - 1} more)` : '';
    const first = items[0];
    return failure('TypeScriptError', `line ${first.line}: ${first.message}${more}`, lines);
  }

  const tracedExecutor = {
    inner: null,
    /** Wraps the maker of tslab's runner, before tslab's `main.js` uses it. */
    attach(executor) {
      const create = executor.createExecutor;
      executor.createExecutor = (rootDir, converters) => {
        const collect = (...args) => failures.push(args);
        const console = { log: globalThis.console.log, error: collect };
        tracedExecutor.inner = create(rootDir, converters, console);
        return { ...tracedExecutor.inner, interrupt: () => tracedExecutor.onInterrupt() };
      };
    },
    /** Set by the owner: what SIGINT does. */
    onInterrupt: () => {},
    /** Makes the cell that waits fail now, though its code may go on. */
    interruptNow: () => tracedExecutor.inner.interrupt(),
    describeError,
    /**
     * Compiles and runs one cell.
     * @param {number} count execution count
     * @param {string} code
     * @returns {Promise<CellFailure | null>} what went wrong, or null
     */
    async run(count, code) {
      fileName = `In [${count}]`;
      source = code;
      maps = null;
      failures = [];
      try {
        await tracedExecutor.inner.execute(code);
      } catch (error) {
        return describeError(error);
      }
      const diagnostics = failures
        .filter((args) => args[0] === DIAGNOSTIC_FORMAT)
        .map(([, file, line, column, message]) => ({ file: String(file).trim(), line, column, message }));
      if (diagnostics.length > 0) {
        return describeDiagnostics(diagnostics);
      }
      return failures.length > 0 ? describeError(failures[0][0]) : null;
    }
  };
  return tracedExecutor;
}

module.exports = { traceCells };
