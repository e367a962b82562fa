import { randomBytes } from 'node:crypto';
import { closeSync, openSync, rmSync, type Stats, writeFileSync, writeSync } from 'node:fs';
import { lstat, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { parseJson, readPlainFile } from '../files';

/** Where the bytes of an unfinished file came from. */
export interface PartSource {
  /** Without secrets. */
  url: string;
  /** What tells that the server still has the same file: a strong ETag, else its time of change. */
  validator: string | null;
  /** Length of the whole file, if the server said it. */
  total: number | null;
}

const CONTENT = 'content';
const SOURCE = 'source.json';
/** More than a source needs. */
const SOURCE_LIMITS = { maxBytes: 65_536, maxValues: 100 };
const HOST = hostname().replace(/[^A-Za-z0-9-]/g, '-');

/**
 * A file that is not whole yet: a folder `<name>.<host>.<process>.<n>.part` with the bytes and where they came from.
 * Each download has one of its own, so that processes never write to the same file; one that was left over is
 * taken by renaming it, which only one process can do.
 *
 * Bytes are written at once, without waiting: a line that breaks throws away what has come and nobody has taken yet,
 * so that a download that waits for its disk would keep less, or nothing, the busier the machine is.
 */
export class Part {
  private file: number | null = null;
  private length = 0;
  private known: PartSource | null = null;

  private constructor(
    private readonly folder: string,
    private readonly name: string,
    private readonly path: string
  ) {}

  /** Takes over the most that earlier attempts left, or begins with nothing. */
  static async claim(folder: string, name: string): Promise<Part> {
    const own = ownPath(folder, name);
    const part = new Part(folder, name, own);
    const found = await Promise.all(
      (await leftovers(folder, name)).map(async (path) => ({
        path,
        length: (await kept(path))?.length ?? -1
      }))
    );
    for (const { path } of found.sort((a, b) => b.length - a.length)) {
      try {
        await rename(path, own);
        if (!(await itself(own))?.isDirectory()) {
          await remove(own);
          continue;
        }
        await part.read();
        return part;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
          throw error;
        }
      }
    }
    await mkdir(own);
    return part;
  }

  get size(): number {
    return this.length;
  }

  /** Null while it holds nothing that can be gone on with. */
  get source(): PartSource | null {
    return this.known;
  }

  /** Path of the bytes so far. */
  get content(): string {
    return join(this.path, CONTENT);
  }

  /**
   * Starts anew; the source is written first, so that bytes never stand there without it.
   * @param source Null for bytes that can't be gone on with.
   */
  begin(source: PartSource | null): void {
    this.clear();
    if (source !== null) {
      writeFileSync(join(this.path, SOURCE), JSON.stringify(source));
    }
    this.known = source;
  }

  /** Forgets the bytes. */
  clear(): void {
    this.close();
    rmSync(join(this.path, SOURCE), { recursive: true, force: true });
    rmSync(this.content, { recursive: true, force: true });
    this.known = null;
    this.length = 0;
  }

  append(chunk: Uint8Array): void {
    this.file ??= openSync(this.content, 'a');
    let written = 0;
    while (written < chunk.length) {
      written += writeSync(this.file, chunk, written);
    }
    this.length += chunk.length;
  }

  /** Waits until all bytes are on the disk, and lets go of the file. */
  async flush(): Promise<void> {
    this.close();
    const file = await open(this.content, 'a');
    try {
      await file.sync();
    } finally {
      await file.close();
    }
  }

  /** Gives the whole file its place at once; also removes what ended processes left of it. */
  async complete(path: string): Promise<void> {
    await this.flush();
    await rename(this.content, path);
    await remove(this.path);
    for (const left of await leftovers(this.folder, this.name)) {
      await remove(left);
    }
  }

  /** Leaves the bytes for a later attempt, if they are of use to one: of what several leave, the most stays. */
  async release(): Promise<void> {
    this.close();
    const free = join(this.folder, `${this.name}.part`);
    if (this.known === null || this.length === 0) {
      await remove(this.path);
      return;
    }
    // A folder with something in it is not replaced by renaming: what another has left there has to go first.
    if (!(await moved(this.path, free))) {
      const aside = ownPath(this.folder, this.name);
      const less = ((await kept(free))?.length ?? 0) < this.length;
      if (less && (await moved(free, aside))) {
        await remove(aside);
      }
      if (!less || !(await moved(this.path, free))) {
        await remove(this.path);
      }
    }
  }

  private close(): void {
    const { file } = this;
    this.file = null;
    if (file !== null) {
      closeSync(file);
    }
  }

  private async read(): Promise<void> {
    const found = await kept(this.path);
    if (found === null) {
      this.clear();
    } else {
      this.known = found.source;
      this.length = found.length;
    }
  }
}

function ownPath(folder: string, name: string): string {
  return join(folder, `${name}.${HOST}.${process.pid}.${randomBytes(4).toString('hex')}.part`);
}

/**
 * What a part holds that can be gone on with: a folder with two plain files. Links are nothing, nor is a file that has
 * another name too: files elsewhere would be written to through them.
 */
async function kept(path: string): Promise<{ source: PartSource; length: number } | null> {
  const [folder, content, about] = await Promise.all(
    [path, join(path, CONTENT), join(path, SOURCE)].map(itself)
  );
  if (!folder?.isDirectory() || !content?.isFile() || content.nlink > 1 || !about?.isFile()) {
    return null;
  }
  const source = await storedSource(join(path, SOURCE));
  return source === null ? null : { source, length: content.size };
}

/** What lies at a path: of a link the link, not what it leads to. */
function itself(path: string): Promise<Stats | null> {
  return lstat(path).catch(() => null);
}

async function moved(from: string, to: string): Promise<boolean> {
  return rename(from, to).then(
    () => true,
    () => false
  );
}

/** Unfinished files of this name that nobody writes to: set free, or of processes that have ended. */
async function leftovers(folder: string, name: string): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(folder)) {
    if (entry === `${name}.part`) {
      found.unshift(join(folder, entry));
    } else if (entry.startsWith(`${name}.`)) {
      const owner = /^([A-Za-z0-9-]+)\.(\d+)\.[0-9a-f]{8}\.part$/.exec(entry.slice(name.length + 1));
      if (owner !== null && owner[1] === HOST && !alive(Number(owner[2]))) {
        found.push(join(folder, entry));
      }
    }
  }
  return found;
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function remove(path: string): Promise<void> {
  return rm(path, { recursive: true, force: true });
}

async function storedSource(path: string): Promise<PartSource | null> {
  try {
    const content = await readPlainFile(path, (size) => {
      if (size > SOURCE_LIMITS.maxBytes) {
        throw new RangeError(`${size} bytes`);
      }
    });
    const { url, validator, total } = parseJson(content, SOURCE_LIMITS) as Partial<PartSource>;
    const plausible =
      typeof url === 'string' &&
      (validator === null || (typeof validator === 'string' && /^[\x20-\x7e]*$/.test(validator))) &&
      (total === null || (typeof total === 'number' && Number.isSafeInteger(total)));
    return plausible ? { url, validator, total } : null;
  } catch {
    return null;
  }
}
