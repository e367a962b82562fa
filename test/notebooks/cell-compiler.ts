import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

type Compiler = typeof import('typescript');
const require = createRequire(import.meta.url);
/** The compiler that reads the cells; older than the one that writes the declarations. */
export const ts = createRequire(require.resolve('tslab/package.json'))(
  '@tslab/typescript-for-tslab'
) as Compiler;
export const CELL = fileURLToPath(new URL('../../notebooks/cell.ts', import.meta.url));

/** As tslab compiles cells. */
const OPTIONS = {
  module: ts.ModuleKind.ESNext,
  moduleResolution: 2, // Node10, by the name that both compilers know
  esModuleInterop: true,
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2022.d.ts'],
  skipLibCheck: true,
  noEmit: true
};

const parsed = new Map<string, import('typescript').SourceFile | undefined>();
let previous: import('typescript').Program | undefined;

/** Reads the libraries' declarations once: later programs take them over. */
export function compile(source: string): import('typescript').Program {
  const host = ts.createCompilerHost(OPTIONS);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (file) => file === CELL || fileExists(file);
  host.readFile = (file) => (file === CELL ? source : readFile(file));
  host.getSourceFile = (file, ...rest) => {
    if (file === CELL) {
      return ts.createSourceFile(file, source, ts.ScriptTarget.ES2022, true);
    }
    if (!parsed.has(file)) {
      parsed.set(file, getSourceFile(file, ...rest));
    }
    return parsed.get(file);
  };
  previous = ts.createProgram([CELL], OPTIONS, host, previous);
  return previous;
}

export function errorsOf(source: string): string[] {
  const program = compile(source);
  return program
    .getSemanticDiagnostics(program.getSourceFile(CELL))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
}
