'use strict';
/** tslab's compiler of cells, mended: it survives its own failures, and knows what cells declared that failed. */
const { declaredNames, namespacesOf, watchDeclarations } = require('./declarations.cjs');
const { awaitsAtTop, withoutExports } = require('./syntax.cjs');

/**
 * @param {import('typescript')} typescript
 * @param {object} converters tslab's set of compilers
 * @param {(works: boolean) => void} onWork
 */
function mendCompiler(typescript, converters, onWork) {
  const modules = new Map();
  let declarations = '';
  let unfinished = null;
  let intact = true;

  /** After an exception tslab's compiler waits for a timer that never comes, and refuses every later cell. */
  function renew() {
    try {
      converters._node.close();
    } catch {
      // What is left of it holds nothing but watchers of files.
    }
    converters._node = undefined;
    modules.forEach((module) => converters.node.addModule(...module));
  }

  function use(work) {
    if (!intact) {
      renew();
    }
    // Not in a `finally`: where an interrupt ends the compiler, nothing of this is run.
    intact = false;
    onWork(true);
    try {
      const result = shallow(() => work(converters.node));
      intact = true;
      return result;
    } finally {
      onWork(false);
    }
  }

  const node = {
    convert(_, code) {
      // What is too deep for the parser would cost a compiler there.
      const [text, hasToplevelAwait] = shallow(() => {
        const unexported = withoutExports(typescript, code);
        return [unexported, awaitsAtTop(typescript, unexported)];
      });
      return use((converter) => {
        unfinished = null;
        const converted = converter.convert(declarations, text);
        if (converted.diagnostics.length > 0) {
          return converted;
        }
        const { output = '', declOutput = '' } = converted;
        const { names, code } = declaredNames(output);
        const after = declOutput + namespacesOf(typescript, declarations, declOutput);
        unfinished = { before: declarations, after, names };
        return { ...converted, output: code, hasToplevelAwait };
      });
    },
    inspect: (_, code, position) => use((converter) => converter.inspect(declarations, code, position)),
    complete: (_, code, position) => use((converter) => converter.complete(declarations, code, position)),
    addModule(name, code, meta) {
      modules.set(name, [name, code, meta]);
      return use((converter) => converter.addModule(name, code, meta));
    }
  };
  const set = {
    node,
    get browser() {
      return converters.browser;
    },
    close: () => converters.close()
  };

  return {
    converters: set,
    /** The cell that was compiled last begins to run. @param {object} values what cells have exported */
    begin(values) {
      if (unfinished) {
        unfinished.declared = watchDeclarations(typescript, values, unfinished);
      }
    },
    /** A cell has ended: from now on others see what it declared. */
    end(failed) {
      if (unfinished) {
        declarations = failed && unfinished.declared ? unfinished.declared() : unfinished.after;
        unfinished = null;
      }
    }
  };
}

/** @throws Error that says so where code is nested too deeply for the stack. */
function shallow(work) {
  try {
    return work();
  } catch (cause) {
    throw cause instanceof RangeError ? tooDeep() : cause;
  }
}

function tooDeep() {
  const error = new Error(
    'got code that is nested too deeply for the compiler (some hundred brackets, operators or calls within each other), ' +
      'expected less. Put parts of it into variables or functions.'
  );
  error.name = 'TypeScriptError';
  return error;
}

module.exports = { mendCompiler };
