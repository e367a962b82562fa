import { describe, expect, it } from 'vitest';
import { judgeDriver } from './driver';

/** As `nvidia-smi --query-gpu=name,driver_version,compute_cap,memory.total,memory.used` writes it. */
const answer = (text: string, status: number | null = 0) => judgeDriver({ status, text });

describe('what nvidia-smi says', () => {
  it('describes GPUs that can be used', () => {
    const { gpus, problem } = answer(
      'NVIDIA H200, 570.86.15, 9.0, 143771, 1\nNVIDIA RTX A4000, 570.86.15, 8.6, 16376, 512\n'
    );
    expect(problem).toBeNull();
    expect(gpus).toEqual([
      {
        name: 'NVIDIA H200',
        driver: '570.86.15',
        computeCapability: 9,
        memoryBytes: 143771 * 2 ** 20,
        usedBytes: 2 ** 20
      },
      expect.objectContaining({ name: 'NVIDIA RTX A4000', computeCapability: 8.6 })
    ]);
  });

  it('may name a GPU with a comma, and not tell what is used', () => {
    const { gpus } = answer('Some, board, 570.1, 8.0, 40000, [N/A]');
    expect(gpus).toMatchObject([{ name: 'Some, board', driver: '570.1', usedBytes: 0 }]);
  });

  it.each([
    ['old-gpu', 'Tesla K80, 570.86.15, 3.7, 11441, 0', 0, 'compute capability 3.7'],
    ['old-gpu', 'GeForce GTX 980, 570.86.15, 5.2, 4096, 0', 0, 'compute capability 5.2'],
    ['old-driver', 'Tesla T4, 470.256.02, 7.5, 15360, 0', 0, '470.256.02; CUDA 12 needs 525.60.13'],
    ['old-driver', 'Tesla T4, 525.60.11, 7.5, 15360, 0', 0, '525.60.11'],
    ['old-driver', 'Field "compute_cap" is not a valid field to query.', 2, 'does not tell'],
    ['little-memory', 'Quadro P400, 570.86.15, 6.1, 1999, 0', 0, '2.0 GiB of memory'],
    ['no-gpu', 'No devices were found', 6, 'finds no GPU'],
    ['no-gpu', '', 0, 'finds no GPU'],
    [
      'silent-driver',
      "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make sure that the latest NVIDIA driver is installed and running.",
      9,
      "couldn't communicate"
    ],
    ['silent-driver', 'Failed to initialize NVML: Driver/library version mismatch', 18, 'mismatch'],
    ['silent-driver', 'something else', 0, 'something else'],
    ['no-driver', '', null, 'No NVIDIA driver answers']
  ] as const)('is judged %s: %s', (kind, text, status, found) => {
    const { problem } = answer(text, status);
    expect(problem?.kind).toBe(kind);
    expect(problem?.found).toContain(found);
    expect(problem?.remedy).toMatch(/\.$/);
  });

  it.each(['525.60.13', '525.105.17', '535', '570.86.15'])('takes driver %s', (driver) => {
    expect(answer(`Tesla T4, ${driver}, 7.5, 15360, 0`).problem).toBeNull();
  });

  it('takes the oldest GPU that the wheels hold code for', () => {
    expect(answer('Tesla P100, 535.1, 6.0, 16384, 0').problem).toBeNull();
  });
});
