/** A process of `checkDevice`: takes one task from its parent, answers, and ends with it or with its parent. */
import { type Task, TASKS } from './tasks';

/** What the process says. */
export type FromTask = { progress: number } | { result: unknown } | { error: string };

// Ctrl-C in a terminal reaches all its processes; the parent says what it means.
process.on('SIGINT', () => undefined);
process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));
process.once('message', (task: Task) => void answer(task));

async function answer(task: Task): Promise<void> {
  try {
    const run = TASKS[task.kind] as (task: Task, onProgress: (share: number) => void) => unknown;
    tell({ result: await run(task, (progress) => tell({ progress })) });
  } catch (error) {
    tell({ error: error instanceof Error ? error.message : String(error) });
  }
}

/** The answer is told before the process leaves. */
function tell(message: FromTask): void {
  process.send?.(message, () => !('progress' in message) && process.exit(0));
}
