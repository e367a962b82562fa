import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { workerFile } from '../tensorflow';
import type { FromTask } from './check-process';
import type { Task, TASKS } from './tasks';

/** Variables of the environment, beside this process's. */
export type Variables = Readonly<Record<string, string>>;

/** Where the reference is computed: on the CPU, by TensorFlow's plain kernels alone. */
export const REFERENCE: Variables = {
  CUDA_VISIBLE_DEVICES: '-1',
  EFFICIENTNET_LAB_DEVICE: 'cpu',
  EFFICIENTNET_LAB_OPERATIONS: 'standard',
  TF_ENABLE_ONEDNN_OPTS: '0'
};

const TAIL_CHARACTERS = 2_000;

/** The result of a task in a process of its own, whose environment is the task's own. @throws the signal's reason. */
export async function runTask<Kind extends Task['kind']>(
  task: Extract<Task, { kind: Kind }>,
  variables: Variables,
  { signal, onProgress }: { signal?: AbortSignal; onProgress?: (share: number) => void } = {}
): Promise<Awaited<ReturnType<(typeof TASKS)[Kind]>>> {
  signal?.throwIfAborted();
  const child = fork(workerFile(__dirname, 'check-process'), {
    env: { ...process.env, ...variables },
    // Typed arrays as they are.
    serialization: 'advanced',
    execArgv: [],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc']
  });
  const end = (): void => void child.kill('SIGKILL');
  signal?.addEventListener('abort', end);
  let tail = '';
  child.stderr
    ?.setEncoding('utf8')
    .on('data', (text: string) => (tail = (tail + text).slice(-TAIL_CHARACTERS)));
  let answer: FromTask | null = null;
  child.on('message', (message: FromTask) => {
    if ('progress' in message) {
      onProgress?.(message.progress);
    } else {
      answer = message;
    }
  });
  try {
    child.send(task, () => undefined);
    const [code, killedBy] = (await once(child, 'close')) as [number | null, string | null];
    signal?.throwIfAborted();
    const told = answer as FromTask | null;
    if (told !== null && 'result' in told) {
      return told.result as Awaited<ReturnType<(typeof TASKS)[Kind]>>;
    }
    const last = tail.trim().split('\n').at(-1);
    throw new Error(
      told && 'error' in told ? told.error : `The process ended with ${killedBy ?? code}: ${last}`
    );
  } finally {
    signal?.removeEventListener('abort', end);
    end();
  }
}

/** What a Python program answers as JSON in its last line; null where Python does not start. @throws the signal's reason. */
export async function askPython(
  python: string,
  args: readonly string[],
  variables: Variables,
  signal?: AbortSignal
): Promise<{ answer: unknown; tail: string } | null> {
  signal?.throwIfAborted();
  const child = spawn(python, args, {
    env: { ...process.env, ...variables },
    stdio: ['ignore', 'pipe', 'pipe']
  });
  const end = (): void => void child.kill('SIGKILL');
  signal?.addEventListener('abort', end);
  let [printed, tail] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
  child.stderr
    .setEncoding('utf8')
    .on('data', (text: string) => (tail = (tail + text).slice(-TAIL_CHARACTERS)));
  try {
    const started = await new Promise<boolean>((resolve) => {
      child.once('error', () => resolve(false));
      child.once('close', () => resolve(true));
    });
    signal?.throwIfAborted();
    const line = printed.trim().split('\n').at(-1) ?? '';
    return started ? { answer: line.startsWith('{') ? JSON.parse(line) : null, tail: tail.trim() } : null;
  } finally {
    signal?.removeEventListener('abort', end);
    end();
  }
}
