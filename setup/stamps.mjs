import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync
} from 'node:fs';
import { join, relative } from 'node:path';

/** Folders that hold results, not inputs. */
const NOT_INPUTS = new Set(['node_modules', '__pycache__', '.ipynb_checkpoints']);

/**
 * All files below a path, sorted, as absolute paths; a file is itself, a missing path is nothing.
 * @param {string} path
 * @returns {string[]}
 */
export function filesBelow(path) {
  if (!existsSync(path)) {
    return [];
  }
  if (!statSync(path).isDirectory()) {
    return [path];
  }
  return readdirSync(path)
    .filter((name) => !NOT_INPUTS.has(name))
    .sort()
    .flatMap((name) => filesBelow(join(path, name)));
}

/**
 * A hash over facts and over the names and contents of files: equal inputs, equal hash.
 * @param {{ root: string, files?: string[], facts?: unknown[] }} inputs
 *   `files`: files and folders; `facts`: anything JSON can hold, such as versions
 * @returns {string} 64 hexadecimal digits
 */
export function hashInputs({ root, files = [], facts = [] }) {
  const hash = createHash('sha256').update(JSON.stringify([root, ...facts]));
  for (const file of files.flatMap(filesBelow)) {
    hash.update(`\0${relative(root, file)}\0`).update(readFileSync(file));
  }
  return hash.digest('hex');
}

/** Remembers, in one small file for each step, the inputs with which it last succeeded and what it made of them. */
export class Stamps {
  /** @param {string} folder */
  constructor(folder) {
    this.folder = folder;
  }

  /**
   * True when the step succeeded with these inputs and its outputs are still there.
   * @param {string} step
   * @param {string} hash
   * @param {string[]} outputs
   */
  isFresh(step, hash, outputs) {
    return this.#read(step)?.hash === hash && outputs.every((output) => existsSync(output));
  }

  /**
   * True when what the step made is as it was then.
   * @param {string} step
   * @param {string | undefined} made
   */
  isWhole(step, made) {
    return this.#read(step)?.made === made;
  }

  /**
   * Forgets the step: called before it runs, so that a step which is cut short runs again.
   * @param {string} step
   */
  forget(step) {
    rmSync(this.#path(step), { force: true });
  }

  /**
   * Marks the step as done with these inputs, in one atomic move.
   * @param {string} step
   * @param {string} hash
   * @param {string} [made]
   */
  write(step, hash, made) {
    mkdirSync(this.folder, { recursive: true });
    const temporary = `${this.#path(step)}.${process.pid}.tmp`;
    writeFileSync(temporary, `${JSON.stringify({ hash, made })}\n`);
    renameSync(temporary, this.#path(step));
  }

  /**
   * @param {string} step
   * @returns {{ hash: string, made?: string } | undefined}
   */
  #read(step) {
    try {
      return JSON.parse(readFileSync(this.#path(step), 'utf8'));
    } catch {
      // Missing or broken: the step runs.
      return undefined;
    }
  }

  /** @param {string} step */
  #path(step) {
    return join(this.folder, `${step}.json`);
  }
}
