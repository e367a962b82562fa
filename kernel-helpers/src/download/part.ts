import { randomBytes } from 'node:crypto';
import {
  type FileHandle,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile
} from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

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
const MAX_SOURCE_BYTES = 65_536;
const HOST = hostname().replace(/[^A-Za-z0-9-]/g, '-');

/**
 * A file that is not whole yet: a folder `<name>.<host>.<process>.<n>.part` with the bytes and where they came from.
 * Each download has one of its own, so that processes never write to the same file; one that was left over is
 * taken by renaming it, which only one process can do.
 */
export class Part {
  private file: FileHandle | null = null;
  private length = 0;
  private known: PartSource | null = null;

  private constructor(
    private readonly folder: string,
    private readonly name: string,
    private readonly path: string
  ) {}

  /** Takes over what an earlier attempt left, or begins with nothing. */
  static async claim(folder: string, name: string): Promise<Part> {
    const own = join(folder, `${name}.${HOST}.${process.pid}.${randomBytes(4).toString('hex')}.part`);
    const part = new Part(folder, name, own);
    for (const left of await leftovers(folder, name)) {
      try {
        await rename(left, own);
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

  /** Starts anew; the source is written first, so that bytes never stand there without it. */
  async begin(source: PartSource): Promise<void> {
    await this.close();
    await rm(this.content, { force: true });
    await writeFile(join(this.path, SOURCE), JSON.stringify(source));
    this.known = source;
    this.length = 0;
  }

  /** Forgets the bytes. */
  async clear(): Promise<void> {
    await this.close();
    await rm(join(this.path, SOURCE), { force: true });
    await rm(this.content, { force: true });
    this.known = null;
    this.length = 0;
  }

  async append(chunk: Uint8Array): Promise<void> {
    this.file ??= await open(this.content, 'a');
    let written = 0;
    while (written < chunk.length) {
      written += (await this.file.write(chunk, written)).bytesWritten;
    }
    this.length += chunk.length;
  }

  /** Waits until all bytes are on the disk, and lets go of the file. */
  async flush(): Promise<void> {
    this.file ??= await open(this.content, 'a');
    await this.file.sync();
    await this.close();
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

  /** Leaves the bytes for a later attempt, if they are of use to one. */
  async release(): Promise<void> {
    await this.close();
    if (this.known === null || this.length === 0) {
      await remove(this.path);
      return;
    }
    // Fails if another process has left its own there.
    await rename(this.path, join(this.folder, `${this.name}.part`)).catch(() => remove(this.path));
  }

  private async close(): Promise<void> {
    const file = this.file;
    this.file = null;
    await file?.close();
  }

  private async read(): Promise<void> {
    const [content, source] = await Promise.all([
      stat(this.content).catch(() => null),
      storedSource(join(this.path, SOURCE))
    ]);
    if (content?.isFile() && source !== null) {
      this.known = source;
      this.length = content.size;
    } else {
      await this.clear();
    }
  }
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
    if ((await stat(path)).size > MAX_SOURCE_BYTES) {
      return null;
    }
    const { url, validator, total } = JSON.parse(await readFile(path, 'utf8')) as Partial<PartSource>;
    const plausible =
      typeof url === 'string' &&
      (validator === null || (typeof validator === 'string' && /^[\x20-\x7e]*$/.test(validator))) &&
      (total === null || (typeof total === 'number' && Number.isSafeInteger(total)));
    return plausible ? { url, validator, total } : null;
  } catch {
    return null;
  }
}
