import { spawn } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { stillRuns, thisProcess } from './process-identity';

describe('the identity of a process', () => {
  it('tells this process, an ended one, and another that got its number', async () => {
    const own = thisProcess();
    expect(stillRuns(own)).toBe(true);
    const child = spawn(process.execPath, ['-e', '']);
    await new Promise((resolve) => child.on('exit', resolve));
    expect(stillRuns({ ...own, pid: child.pid! })).toBe(false);
    expect(stillRuns({ ...own, started: own.started && '1' })).toBe(own.started === null);
  });

  it('tells a process from one of the same number before the machine was started again', () => {
    const own = thisProcess();
    const earlier = own.started?.replace(/^\S+/, '00000000-0000-0000-0000-000000000000') ?? null;
    expect(stillRuns({ ...own, started: earlier })).toBe(own.started === null);
  });

  it('cannot tell of another machine', () => {
    expect(stillRuns({ ...thisProcess(), host: 'elsewhere.example' })).toBeNull();
  });
});
