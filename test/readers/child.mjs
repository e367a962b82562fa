import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setImmediate as turn } from 'node:timers/promises';

/**
 * Reads files one after another, and tells of each on a line what came of it, the work of all threads in ms, and by how
 * many bytes the process's memory rose above what it held before. The content that a reader takes as text or bytes is
 * there before.
 *
 * usage: node --expose-gc child.mjs READER < lines of { path, to? }, where it is copied to first
 */
const require = createRequire(import.meta.url);
/**
 * @param {string} path
 * @returns {any} a room of the helpers
 */
const lib = (path) => require(join('..', '..', 'kernel-helpers', 'lib', path));
/** @param {string} value */
const same = (value) => value;
/** @param {string} path */
const text = (path) => readFileSync(path, 'utf8');
/** @param {string} path */
const values = (path) => JSON.parse(text(path));

/**
 * How the content comes in, and how it is read.
 * @type {Readonly<Record<string, [(path: string) => any, (content: any) => unknown]>>}
 */
const READERS = {
  weights: [same, (path) => lib('model').loadWeightFile(path)],
  'weights as bytes': [readFileSync, (bytes) => lib('model').loadWeightFile(bytes)],
  npy: [readFileSync, (bytes) => lib('data/npy').parseNpy(bytes, 'npy')],
  npz: [same, (path) => lib('data').loadNpz(path)],
  'npz, channels first': [same, (path) => lib('data').loadNpz(path, { channels: 'first' })],
  idx: [same, (path) => lib('data').readIdx(path)],
  image: [same, (path) => lib('data').loadImage(path)],
  mnist: [dirname, (folder) => lib('data').loadMnist({ folder, validation: 0.1 })],
  cifar: [dirname, (folder) => lib('data').loadCifar10({ folder })],
  tar: [same, unpacked],
  'csv records': [
    text,
    (content) => lib('analysis').readRecordsCsv(content, { title: 'title', provenance: PROVENANCE })
  ],
  'json records': [text, (content) => lib('analysis').readRecordsJson(content)],
  gates: [text, (content) => lib('analysis').readGates(content)],
  document: [values, documentOf],
  specification: [values, (value) => lib('analysis').validateSpec(value)],
  'hub configuration': [text, (content) => lib('model/hub/config').parseHubConfig(content, 'config.json')],
  run: [dirname, (folder) => lib('training').loadRun(folder)],
  checkpoint: [dirname, (folder) => lib('training').loadCheckpoint(folder)],
  part: [beside, partOf]
};

const PROVENANCE = { kind: 'measured', source: 'source', date: '2026-01-01', version: null };
/** What readers throw for files that they refuse. */
const REFUSALS = ['WeightFileError', 'DataError', 'SpecError', 'HubError', 'CheckpointError'];

/** @param {string} path */
async function unpacked(path) {
  const folder = mkdtempSync(join(tmpdir(), 'unpacked-'));
  try {
    await lib('data/tar').unpackTar(path, ['set/data.bin'], folder, 2 * statSync(path).size + 100e6);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** @param {unknown} value */
function documentOf(value) {
  const checked = lib('contract').validateDocument(value);
  if (!checked.ok) {
    throw Object.assign(new Error(checked.error), { name: 'SpecError' });
  }
}

/**
 * Taken over or not, it is gone afterwards.
 * @param {string} path
 */
function beside(path) {
  writeFileSync(join(dirname(path), 'content'), Buffer.alloc(50));
  return dirname(path);
}

/**
 * Takes over what an earlier download left, and leaves it again.
 * @param {string} folder
 */
async function partOf(folder) {
  const part = await lib('download/part').Part.claim(dirname(folder), basename(folder, '.part'));
  const whole = part.source !== null;
  await part.release();
  if (!whole) {
    throw Object.assign(new Error('nothing to go on with'), { name: 'DataError' });
  }
}

/** @param {string} name */
const field = (name) => 1024 * Number(new RegExp(`${name}:\\s*(\\d+)`).exec(text('/proc/self/status'))?.[1]);

/** Lets go of what is free, so that the peak that follows is the file's own. */
async function settle() {
  globalThis.gc?.();
  // Buffers are given back beside the program.
  await turn();
  await turn();
  writeFileSync('/proc/self/clear_refs', '5');
}

const [load, read] = READERS[process.argv[2]];
for await (const line of createInterface({ input: process.stdin })) {
  const { path, to } = JSON.parse(line);
  if (to) {
    mkdirSync(dirname(to), { recursive: true });
    copyFileSync(path, to);
  }
  let outcome = 'read';
  const told = { kind: null, message: null };
  let content = null;
  try {
    content = load(to ?? path);
  } catch {
    // No JSON at all: nothing reaches the reader.
    outcome = 'refused';
  }
  await settle();
  const [before, began] = [field('VmRSS'), process.cpuUsage()];
  if (content !== null) {
    try {
      await read(content);
    } catch (error) {
      const { name, kind = name, stack } = /** @type {Error & { kind?: string }} */ (error);
      outcome = REFUSALS.includes(name) ? 'refused' : 'failed';
      Object.assign(told, { kind, message: String(stack).slice(0, 600) });
    }
  }
  const { user, system } = process.cpuUsage(began);
  const growth = field('VmHWM') - before;
  console.log(JSON.stringify({ outcome, work: (user + system) / 1000, growth, ...told }));
}
