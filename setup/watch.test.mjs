import { describe, expect, it } from 'vitest';
import { TestWatch } from './watch.mjs';

/** @param {string[]} lines */
function watched(lines) {
  const watch = new TestWatch();
  lines.forEach((line) => watch.add(line));
  return watch;
}

describe('what a runner said', () => {
  it.each([
    [
      'pytest',
      'test/kernel/test_kernel.py::test_a[x y] FAILED                    [ 12%]',
      'test/kernel/test_kernel.py::test_a[x y]'
    ],
    [
      'pytest with workers',
      '[gw1] [ 12%] FAILED test/kernel/test_kernel.py::test_a[x y]@test/kernel/test_kernel.py ',
      'test/kernel/test_kernel.py::test_a[x y]@test/kernel/test_kernel.py'
    ],
    [
      'Playwright',
      '  ✘  112 test/browser/run.spec.ts:52:1 › a run outlives its page: reloaded (30.1s)',
      'test/browser/run.spec.ts:52:1 › a run outlives its page: reloaded'
    ],
    ['Vitest', '     × learns, and repeats 2647ms', 'learns, and repeats'],
    [
      'Vitest at its end',
      ' FAIL  training/train.test.ts > train > learns',
      'training/train.test.ts > train > learns'
    ]
  ])('names failures of %s', (_, line, name) => {
    const watch = watched([line, line, '  ✓    4 test/browser/block.spec.ts:1:1 › passes (5.4s)', '']);
    expect(watch.tell(true)).toEqual([`  failed: ${name}`]);
  });

  it('names what was running when the runner was ended, and what it said at last', () => {
    const watch = watched([
      'test/a_test.py::test_one ',
      'test/b_test.py::test_two[08 x] ',
      '[gw0] [  1%] PASSED test/a_test.py::test_one ',
      'test/a_test.py::test_three '
    ]);
    const told = watch.tell(false);
    expect(told.filter((line) => line.includes('running'))).toEqual([
      '  was running: test/b_test.py::test_two[08 x]',
      '  was running: test/a_test.py::test_three'
    ]);
    expect(told.at(-1)).toBe('  said at last: test/a_test.py::test_three');
  });

  it('stays short', () => {
    const told = watched(Array.from({ length: 90 }, (_, i) => ` × test ${i} 5ms`)).tell(true);
    expect(told).toHaveLength(31);
    expect(told.at(-1)).toBe('  and 60 more');
  });
});
