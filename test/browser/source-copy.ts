/** A copy of the sources in which something is changed and built, as far as the change asks for. */
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import ts from 'typescript';

const ROOT = resolve(__dirname, '../..');
/** Sources, what set-up made of them, and what is started in them. */
const COPIED = [
  'package.json',
  'vitest.config.mts',
  'setup',
  ...['src', 'lib', 'schema', 'package.json'].map((part) => `kernel-helpers/${part}`),
  ...['src', 'lib', 'style', 'schema', 'locale', 'package.json'].map((part) => `extension/${part}`)
];
const OURS = '@efficientnet-lab';

/** The copy lies inside the repository, where packages are found. */
export class SourceCopy {
  constructor(readonly folder: string) {
    rmSync(folder, { recursive: true, force: true });
    for (const part of COPIED) {
      cpSync(join(ROOT, part), join(folder, part), { recursive: true });
    }
    mkdirSync(join(folder, 'node_modules', OURS), { recursive: true });
    for (const name of ['kernel-helpers', 'extension']) {
      symlinkSync(join(folder, name), join(folder, 'node_modules', OURS, name));
    }
    // Programs look for packages beside themselves; all others are found in the folders above.
    symlinkSync(join(ROOT, 'node_modules/typescript'), join(folder, 'node_modules/typescript'));
  }

  /** Runs a program in the copy. @returns what it printed */
  async run(program: string, ...words: string[]): Promise<string> {
    const { stdout } = await promisify(execFile)(program, words, {
      cwd: this.folder,
      maxBuffer: 1e8,
      env: { ...process.env, NO_COLOR: '1' }
    });
    return stdout;
  }

  read(file: string): string {
    return readFileSync(join(this.folder, file), 'utf8');
  }

  /** What the compiler says of files. */
  typeErrors(files: readonly string[]): string[] {
    const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.tests.json'), ts.sys.readFile) as {
      config: unknown;
    };
    const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT);
    const program = ts.createProgram(
      files.map((file) => join(this.folder, file)),
      {
        ...options,
        incremental: false,
        tsBuildInfoFile: undefined,
        paths: { [`${OURS}/kernel-helpers/*`]: [join(this.folder, 'kernel-helpers/src/*')] }
      }
    );
    return program
      .getSourceFiles()
      .filter(({ fileName }) => files.some((file) => fileName === join(this.folder, file)))
      .flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)])
      .map(
        ({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`
      );
  }

  /** Compiles files to where the rest was compiled. */
  compile(files: readonly string[]): void {
    for (const file of files) {
      const [workspace, ...path] = file.split('/');
      const to = join(this.folder, workspace, 'lib', ...path.slice(1)).replace(/\.ts$/, '.js');
      const { outputText } = ts.transpileModule(this.read(file), {
        compilerOptions: {
          target: ts.ScriptTarget.ES2022,
          module: workspace === 'extension' ? ts.ModuleKind.ESNext : ts.ModuleKind.CommonJS,
          esModuleInterop: true
        }
      });
      mkdirSync(dirname(to), { recursive: true });
      writeFileSync(to, outputText);
    }
  }

  /** Bundles the extension. @returns the folder of what a page asks for, and the file that it asks for first */
  async bundle(): Promise<{ folder: string; entry: string }> {
    const { resolve: find } = createRequire(join(ROOT, 'extension/package.json'));
    const builder = join(dirname(find('@jupyter/builder/package.json')), 'lib/build-labextension.js');
    const core = join(dirname(find('@jupyterlab/core-meta/package.json')), 'core.package.json');
    await this.run(process.execPath, builder, '--core-package-file', core, 'extension');
    const folder = join(this.folder, 'extension/efficientnet_lab/labextension');
    const [entry] = readdirSync(join(folder, 'static')).filter((name) => name.startsWith('remoteEntry.'));
    return { folder, entry: `static/${entry}` };
  }
}
