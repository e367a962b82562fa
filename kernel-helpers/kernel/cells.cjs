'use strict';
/**
 * Follows each cell through tslab's compiler and runner: gives its code a file name of its own, keeps the way
 * back from compiled lines to the notebook's lines, and collects what goes wrong instead of printing it.
 */
const { SourceMap } = require('node:module');
const path = require('node:path');
const vm = require('node:vm');
const { mendCompiler } = require('./compiler.cjs');
const { reachTransformer } = require('./declarations.cjs');
const { createDescriber } = require('./errors.cjs');
const { haltTransformer } = require('./halts.cjs');
const { seeNodePath } = require('./packages.cjs');
const { showResult } = require('./promises.cjs');
const { referenceTransformer } = require('./references.cjs');

const INLINE_MAP = /\n?\/\/# sourceMappingURL=data:application\/json;base64,([A-Za-z0-9+/=]+)\s*$/;
const MAP_COMMENT = /\n?\/\/# sourceMappingURL=\S*\s*$/;
/** tslab puts one line, `export {};`, before a cell's code. */
const PREFIX_LINES = 1;
/** What tslab's executor prints a compiler's complaint with. */
const DIAGNOSTIC_FORMAT = '%s%d:%d - %s';

/** Whether a file belongs to the notebook: below its folder, and no package. */
function isOwnFile(file) {
  const relative = path.relative(process.cwd(), file);
  return !relative.startsWith('..') && !relative.split(path.sep).includes('node_modules');
}

/**
 * A file and all that it imports or refers to, at any remove.
 * @param {import('typescript').Program} program
 * @param {import('typescript').SourceFile} file
 * @returns {string[]} their paths
 */
function dependenciesOf(program, file) {
  const found = new Map([[file.fileName, file]]);
  for (const { fileName, resolvedModules, referencedFiles } of found.values()) {
    const paths = referencedFiles.map((reference) =>
      path.resolve(path.dirname(fileName), reference.fileName)
    );
    resolvedModules?.forEach(
      ({ resolvedModule }) => resolvedModule && paths.push(resolvedModule.resolvedFileName)
    );
    for (const dependency of paths.map((name) => program.getSourceFile(name))) {
      if (dependency) {
        found.set(dependency.fileName, dependency);
      }
    }
  }
  return [...found.keys()];
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
  let cellNumber = 0;
  let source = '';
  let failures = [];
  let compiler = null;

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
  const sys = Object.assign(Object.create(typescript.sys), seeNodePath(typescript.sys), {
    watchDirectory: () => unwatched,
    watchFile: (file, ...rest) => (isOwnFile(file) ? typescript.sys.watchFile(file, ...rest) : unwatched)
  });
  replaceExports(compilerModule, {
    sys,
    createWatchCompilerHost: (files, options, system, _, ...rest) =>
      typescript.createWatchCompilerHost(
        files,
        { ...options, inlineSourceMap: true, disableTopLevelAwait: false },
        system,
        // The usual one notes, twice for each cell, what every file of every package refers to: most of a cell's time.
        typescript.createAbstractBuilder,
        ...rest
      ),
    createWatchProgram: (host) => {
      const created = host.afterProgramCreate;
      return typescript.createWatchProgram(
        Object.assign(host, { afterProgramCreate: (builder) => created(cellBuilder(builder)) })
      );
    },
    transpileModule: transpile
  });

  /** What tslab takes of a builder. */
  function cellBuilder(builder) {
    // It looks at the names that a cell declares, which the checker collects.
    builder.getProgram().getTypeChecker();
    const getAllDependencies = (file) => dependenciesOf(builder.getProgram(), file);
    const emit = (file, write, token, onlyDeclarations, transformers) =>
      builder.emit(file, write, token, onlyDeclarations, {
        ...transformers,
        after: [
          referenceTransformer(typescript, builder.getProgram().getTypeChecker()),
          ...(transformers?.after ?? []),
          reachTransformer(typescript),
          haltTransformer(typescript, () => cellNumber)
        ]
      });
    // What a cell says of the global scope is no name of its own.
    const getSourceFile = (name) => {
      const file = builder.getSourceFile(name);
      file?.locals?.delete('__global');
      return file;
    };
    return { ...builder, emit, getAllDependencies, getSourceFile };
  }

  // tslab runs every cell under one anonymous name; stack traces need to tell them apart.
  const run = vm.runInThisContext;
  vm.runInThisContext = (code, options) => {
    if (!fileName || typeof options !== 'object' || !options.breakOnSigint) {
      return run(code, options);
    }
    traced.set(fileName, { maps, source });
    compiler.begin(tracedExecutor.inner.locals);
    // Without `breakOnSigint`: while Node takes up and lays down the signal, one ends the process.
    return run(code, { filename: fileName });
  };

  /** The notebook's line and column (1-based) of a place in compiled code, or null. */
  function locate(file, line, column) {
    const trace = traced.get(file);
    if (!trace?.maps) {
      return null;
    }
    let place = { originalLine: line - 1, originalColumn: column - 1 };
    for (const map of trace.maps) {
      const line = place.originalLine;
      place = map.findEntry(line, place.originalColumn);
      // What stands on a line of its own behind the cell's code is found at the code's end.
      if (place.originalLine === undefined || place.generatedLine !== line) {
        return null;
      }
    }
    const found = place.originalLine - PREFIX_LINES + 1;
    const text = trace.source.split('\n')[found - 1];
    return text === undefined ? null : { line: found, column: place.originalColumn + 1, text };
  }

  const cellName = (file) => (file === fileName ? 'this cell' : `cell ${file}`);
  const { describeError, describeDiagnostics } = createDescriber(locate, cellName);

  const tracedExecutor = {
    inner: null,
    /** Wraps the maker of tslab's runner, before tslab's `main.js` uses it. */
    attach(executor) {
      const create = executor.createExecutor;
      executor.createExecutor = (rootDir, converters) => {
        const collect = (...args) => failures.push(args);
        const console = { log: showResult, error: collect };
        compiler = mendCompiler(typescript, converters, (compiles) => tracedExecutor.onCompile(compiles));
        tracedExecutor.inner = create(rootDir, compiler.converters, console);
        // The queue decides what a signal does.
        return { ...tracedExecutor.inner, interrupt() {} };
      };
    },
    /** Set by the owner: told when the compiler begins and ends. */
    onCompile: () => {},
    /** Makes the cell that waits fail now, though its code may go on. */
    interruptNow: () => tracedExecutor.inner.interrupt(),
    /** The cell that ran has ended without returning. */
    abandon: () => compiler.end(true),
    describeError,
    /**
     * Compiles and runs one cell.
     * @param {number} count execution count
     * @param {string} code
     * @returns {Promise<import('./errors.cjs').CellFailure | null>} what went wrong, or null
     */
    async run(count, code) {
      fileName = `In [${count}]`;
      cellNumber = count;
      source = code;
      maps = null;
      failures = [];
      const failure = await execute(code);
      compiler.end(failure !== null);
      return failure;
    }
  };

  /** @returns {Promise<import('./errors.cjs').CellFailure | null>} */
  async function execute(code) {
    try {
      await tracedExecutor.inner.execute(code);
    } catch (error) {
      return describeError(error);
    }
    const diagnostics = failures
      .filter((args) => args[0] === DIAGNOSTIC_FORMAT)
      .map(([, file, line, column, message]) => ({ file: String(file).trim(), line, column, message }));
    if (diagnostics.length > 0) {
      return describeDiagnostics(diagnostics, source);
    }
    return failures.length > 0 ? describeError(failures[0][0]) : null;
  }

  return tracedExecutor;
}

module.exports = { traceCells };
