import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

it('variables never lie in memory of JavaScript, which other threads must not give back', () => {
  for (let run = 0; run < 5; run++) {
    const { status, signal, stdout, stderr } = spawnSync(
      process.execPath,
      ['--expose-gc', join(__dirname, 'shared_memory.cjs')],
      { encoding: 'utf8' }
    );
    expect([status, signal, stdout], stderr.slice(-1000)).toEqual([0, null, '300 rounds\n']);
  }
});
