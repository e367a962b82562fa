import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, expect, it, vi } from 'vitest';
import { encodeHdf5, readHdf5 } from '../../kernel-helpers/src/model/weights/formats/hdf5';

afterEach(() => {
  vi.useRealTimers();
});

it('a good file is read however long the clock runs on while the machine does other things', async () => {
  const tensors = new Map(
    Array.from({ length: 200 }, (_, i) => [`/group/${i}`, { shape: [3], values: Float32Array.of(i, 1, 2) }])
  );
  const bytes = await encodeHdf5({ groups: new Map([['/group', {}]]), tensors });
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  let done = false;
  const read = readHdf5(bytes, 'good.h5', { most: 1e6, size: bytes.length, owned: false }).finally(
    () => (done = true)
  );
  while (!done) {
    vi.advanceTimersByTime(100_000);
    await wait(1);
  }
  expect((await read).tensors.size).toBe(200);
});
