import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DataError } from '../../kernel-helpers/src/data';
import { unpackTar } from '../../kernel-helpers/src/data/tar';
import { tarOf } from '../../kernel-helpers/src/data/tar.fixtures';

const PYTHON = join(__dirname, '..', '..', '.venv', 'bin', 'python');
const LONG = `set/${'d'.repeat(90)}/${'e'.repeat(90)}/long.bin`;

const folder = mkdtempSync(join(tmpdir(), 'archive-forms-'));
beforeAll(() => execFileSync(PYTHON, [join(__dirname, 'archive_forms.py'), folder]));
afterAll(() => rmSync(folder, { recursive: true }));

/** What is read under a name of an archive, or what is told instead. */
async function read(archive: Uint8Array, name: string): Promise<Uint8Array | string> {
  const place = mkdtempSync(join(folder, 'read-'));
  const path = join(place, 'archive.tar.gz');
  writeFileSync(path, archive);
  try {
    await unpackTar(path, [name], place, 2 ** 24);
    return readFileSync(join(place, basename(name)));
  } catch (error) {
    if (error instanceof DataError) {
      return `${error.kind}: ${error.got}`;
    }
    throw error;
  }
}

const written = (name: string): Buffer => readFileSync(join(folder, name));

describe('archives that other software writes', () => {
  it('are read in all their forms', async () => {
    const archives = readdirSync(folder).filter((name) => name.endsWith('.tar'));
    expect(archives.length).toBeGreaterThanOrEqual(3);
    for (const archive of archives) {
      const packed = gzipSync(written(archive));
      for (const name of ['set/a.bin', 'set/empty.bin', ...(archive.startsWith('short') ? [] : [LONG])]) {
        expect(await read(packed, name), `${name} of ${archive}`).toEqual(written(name));
      }
    }
  });

  it('hold a file with holes whole, or say that only the rest of it is there', async () => {
    const archives = readdirSync(folder).filter((name) =>
      /^(python|gnu-(gnu|pax|sparse)).*\.tar$/.test(name)
    );
    for (const archive of archives) {
      const found = await read(gzipSync(written(archive)), 'set/holes.bin');
      // Megabytes, which would be compared number by number.
      const told = typeof found === 'string' ? found : written('set/holes.bin').equals(found);
      const isSparse = archive.includes('sparse');
      expect(told, archive).toBe(isSparse ? 'missing: a file stored without its holes' : true);
    }
  });

  it('hold links and pipes that are told for what they are', async () => {
    const archive = gzipSync(written('python-PAX.tar'));
    expect(await read(archive, 'set/link.bin')).toBe('missing: a symbolic link');
    expect(await read(archive, 'set/pipe')).toBe('missing: an entry of type "6"');
  });
});

describe('archives in pieces', () => {
  const [first, second] = ['a', 'b'].map((name) =>
    tarOf([{ name: `set/${name}.bin`, content: Buffer.from(name) }])
  );
  /** Without the two blocks of zeros that end it. */
  const open = first.subarray(0, -1024);
  const behind = (...between: Uint8Array[]): Promise<Uint8Array | string> =>
    read(gzipSync(Buffer.concat([open, ...between, second])), 'set/b.bin');

  it('go on after blocks that are no entries, and after one of zeros', async () => {
    expect(await behind()).toEqual(Buffer.from('b'));
    expect(await behind(Buffer.alloc(512))).toEqual(Buffer.from('b'));
    expect(await behind(Buffer.alloc(512, 'U'))).toEqual(Buffer.from('b'));
    expect(await behind(Buffer.alloc(512 * 1000, 'U'))).toEqual(Buffer.from('b'));
  });

  it('end at two blocks of zeros, as for GNU tar and Python', async () => {
    expect(await behind(Buffer.alloc(1024))).toBe('missing: no such file');
  });

  it('may be packed in several pieces, and need no end', async () => {
    const packed = Buffer.concat([gzipSync(open), gzipSync(second.subarray(0, -1024)), Buffer.alloc(100)]);
    expect(await read(packed, 'set/b.bin')).toEqual(Buffer.from('b'));
  });

  it('have checksums of signed bytes where an old program wrote them', async () => {
    const header = tarOf([{ name: 'ä' }]).subarray(0, 512);
    const stored = parseInt(header.toString('latin1', 148, 154), 8);
    // Two bytes of the name are above 127.
    header.write(`${(stored - 512).toString(8).padStart(6, '0')}\0 `, 148);
    const archive = Buffer.concat([header, second]);
    expect(await read(gzipSync(archive), 'set/b.bin')).toEqual(Buffer.from('b'));
  });

  it('are refused where a name takes memory, and where nothing at their beginning is an entry', async () => {
    const name = tarOf([{ name: '././@LongLink', content: new Uint8Array(2_000_000) }]);
    name.write('L', 156);
    const sum = parseInt(name.toString('latin1', 148, 154), 8) + 'L'.charCodeAt(0) - '0'.charCodeAt(0);
    name.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    expect(await read(gzipSync(name), 'set/b.bin')).toMatch(
      /^too-large: a name or attributes of 2000000 bytes/
    );
    expect(await read(gzipSync(Buffer.alloc(51_200, 'U')), 'set/b.bin')).toMatch(/^truncated: a block/);
  });
});
