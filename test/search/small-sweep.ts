import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { B0, type BaseNetwork } from '../../kernel-helpers/src/analysis';
import { SeededOrder } from '../../kernel-helpers/src/data';
import type { SweepRequest } from '../../kernel-helpers/src/search';

const LIB = join(__dirname, '..', '..', 'kernel-helpers', 'lib');
const SIDE = 8;
const CLASSES = 10;

/** Images of ten classes whose brightest column or row tells the class, with noise, in MNIST's files. */
export function writeImages(folder: string): void {
  const random = new SeededOrder(3, 'stripes');
  for (const [part, count] of [
    ['train', 256],
    ['t10k', 32]
  ] as const) {
    const labels = Uint8Array.from({ length: count }, (_, i) => i % CLASSES);
    const pixels = Uint8Array.from({ length: count * SIDE ** 2 }, (_, i) => {
      const label = labels[Math.floor(i / SIDE ** 2)];
      const [row, column] = [Math.floor(i / SIDE) % SIDE, i % SIDE];
      const isBright = label < 5 ? column === label : row === label - 5;
      return (isBright ? 120 : 0) + random.below(130);
    });
    writePart(folder, part, { labels, pixels });
  }
}

/** One part of MNIST's files; `t10k` holds the test images. */
export function writePart(
  folder: string,
  part: 'train' | 't10k',
  { labels, pixels }: { labels: Uint8Array; pixels: Uint8Array }
): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${part}-labels-idx1-ubyte`), idx([labels.length], labels));
  writeFileSync(join(folder, `${part}-images-idx3-ubyte`), idx([labels.length, SIDE, SIDE], pixels));
}

/** The format of MNIST's files: unsigned bytes behind the sizes. */
function idx(shape: number[], values: Uint8Array): Buffer {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header.writeUInt16BE(0x0800 + shape.length, 2);
  shape.forEach((size, i) => header.writeUInt32BE(size, 4 + 4 * i));
  return Buffer.concat([header, values]);
}

const SMALL: BaseNetwork = {
  ...B0,
  name: 'small',
  resolution: 16,
  stem: { ...B0.stem, filters: 8, stride: 1 },
  stages: [{ ...B0.stages[0], outputFilters: 8 }],
  head: { filters: 16 },
  batchNormMomentum: 0.9
};

/** Six networks, three rungs, one seed: a second or two of training each. */
export function smallSweep(images: string): SweepRequest {
  return {
    name: 'stripes',
    data: { loader: 'mnist', options: { folder: images, validation: 64 } },
    candidates: {
      kind: 'triplets',
      base: SMALL,
      triplets: { kind: 'grid', ranges: { from: 1, to: 2 }, step: 0.25 },
      growth: 2,
      tolerance: 0.5,
      constraint: 'ideal',
      measure: 'macs',
      network: { inputChannels: 1, classes: CLASSES, preprocessing: 'unit', dropout: 0.1 },
      most: 6
    },
    training: { epochs: 8, batchSize: 16, learningRate: 0.01, checkpointEverySteps: 5 },
    seeds: [1],
    rungs: [2, 4, 8],
    reduction: 2,
    trial: { retries: 50 }
  };
}

/** What a coordinator prints: one JSON for each event of a trial, one for its end. */
export interface Line {
  type: string;
  status?: string;
  trial?: string;
  rung?: number;
  kind?: string;
  message?: string;
  fault?: string;
}

const CODE = `
  const [folder, request, options] = process.argv.slice(1);
  const { startSweep } = require(${JSON.stringify(join(LIB, 'search'))});
  const { writeSync } = require('node:fs');
  const print = (line) => writeSync(1, JSON.stringify(line) + '\\n');
  const onEvent = ({ type, status, trial, rung, failure }) =>
    print({ type, status, trial: trial?.id, rung, ...failure });
  startSweep(JSON.parse(request), { folder, places: 2, ...JSON.parse(options), onEvent }).then((sweep) => {
    process.on('SIGTERM', () => void sweep.cancel());
    return sweep.done;
  }).catch(({ message, fault }) => print({ type: 'error', message, fault }));
`;

/** A coordinator in a process of its own. */
export class Coordinator {
  readonly lines: Line[] = [];
  readonly process: ChildProcess;
  readonly ended: Promise<unknown>;
  private text = '';

  /** @param limit What the shell says before, for example a limit of the system's. */
  constructor(folder: string, request: SweepRequest, options: object = {}, limit = 'true') {
    const args = ['-e', CODE, folder, JSON.stringify(request), JSON.stringify(options)];
    this.process = spawn('sh', ['-c', `${limit}; exec "$0" "$@"`, process.execPath, ...args], {
      stdio: ['ignore', 'pipe', 'inherit']
    });
    this.ended = once(this.process, 'close');
    this.process.stdout?.on('data', (data: Buffer) => {
      const parts = (this.text + data.toString()).split('\n');
      this.text = parts.pop() ?? '';
      this.lines.push(...parts.map((line) => JSON.parse(line) as Line));
    });
  }

  get isRunning(): boolean {
    return this.process.exitCode === null && this.process.signalCode === null;
  }

  /** Processes of its trials. */
  trials(): number[] {
    const { stdout } = spawnSync('pgrep', ['-P', String(this.process.pid)], { encoding: 'utf8' });
    return stdout.split('\n').filter(Boolean).map(Number);
  }

  /** Waits for something that it prints, or for its end. */
  async until(holds: (line: Line) => boolean): Promise<void> {
    while (this.isRunning && !this.lines.some(holds)) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Waits until processes have ended; those left after a while are told. */
export async function gone(pids: readonly number[], seconds = 60): Promise<number[]> {
  const until = performance.now() + 1000 * seconds;
  while (pids.some(isAlive) && performance.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return pids.filter(isAlive);
}
