import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  loadTensorFlow,
  nativeBackend,
  onTensorFlowLoad,
  tensorFlowInfo,
  tf,
  TensorFlowError
} from './index';
import { explainLoadFailure, requireBinding, requireSupportedPlatform } from './platform';

const givenGrowth = process.env.TF_FORCE_GPU_ALLOW_GROWTH;

describe('a working library', () => {
  test('takes memory of a GPU as it needs it unless the environment says otherwise', () => {
    loadTensorFlow();
    expect(process.env.TF_FORCE_GPU_ALLOW_GROWTH).toBe(givenGrowth ?? 'true');
  });

  test('is loaded once, natively, and tells what it is', () => {
    expect(loadTensorFlow()).toBe(loadTensorFlow());
    const info = tensorFlowInfo();
    expect(info.libraryVersion).toMatch(/^2\.\d+\.\d+/);
    expect(info.tfjsVersion).toBe('4.22.0');
    expect(['cpu', 'gpu']).toContain(info.device);
    expect(info.bindingPath).toMatch(/tfjs_binding\.node$/);
  });

  test('is behind `tf` as behind the module', () => {
    expect(tf.add).toBe(loadTensorFlow().add);
    expect('add' in tf).toBe(true);
    expect(Object.keys(tf)).toContain('tensor');
    expect([...tf.add(tf.tensor1d([1, 2]), 1).dataSync()]).toEqual([2, 3]);
  });

  test('calls hooks at once when it is already there', () => {
    let seen: unknown = null;
    loadTensorFlow();
    onTensorFlowLoad((module) => (seen = module));
    expect(seen).toBe(loadTensorFlow());
  });

  test('does the work itself: a product of matrices runs as a native operation', () => {
    const before = nativeBackend().getNumOfTFTensors();
    const product = tf.matMul(tf.ones([3, 4]), tf.ones([4, 2]));
    expect(nativeBackend().getNumOfTFTensors()).toBeGreaterThan(before);
    expect([...product.dataSync()]).toEqual([4, 4, 4, 4, 4, 4]);
  });

  test('refuses direct operations while another backend is selected', async () => {
    try {
      await tf.setBackend('cpu');
      expect(() => nativeBackend()).toThrow(/'cpu' backend.*setBackend\('tensorflow'\)/s);
    } finally {
      await tf.setBackend('tensorflow');
    }
  });

  test('refuses a GPU where there is none', () => {
    if (tensorFlowInfo().device === 'gpu') {
      expect(loadTensorFlow({ device: 'gpu' })).toBe(loadTensorFlow());
    } else {
      const error = failure(() => loadTensorFlow({ device: 'gpu' }));
      expect(error.kind).toBe('gpu-not-found');
      expect(error.message).toContain('npm run setup -- --gpu');
    }
  });

  test('says what the driver lacks, where a GPU is refused', () => {
    if (tensorFlowInfo().device === 'gpu') {
      return;
    }
    const folder = mkdtempSync(join(tmpdir(), 'enet-driver-'));
    const { PATH } = process.env;
    try {
      const answer = 'Tesla K80, 570.86.15, 3.7, 11441, 0';
      writeFileSync(join(folder, 'nvidia-smi'), `#!/bin/sh\necho "${answer}"\n`, { mode: 0o755 });
      process.env.PATH = `${folder}:${PATH}`;
      expect(failure(() => loadTensorFlow({ device: 'gpu' })).message).toMatch(
        /finds none. The GPU Tesla K80 has compute capability 3.7;.*Take a newer GPU/
      );
    } finally {
      process.env.PATH = PATH;
      rmSync(folder, { recursive: true });
    }
  });

  test('refuses an unknown device in the environment', () => {
    process.env.EFFICIENTNET_LAB_DEVICE = 'tpu';
    try {
      expect(failure(() => loadTensorFlow()).message).toContain("'tpu'");
    } finally {
      delete process.env.EFFICIENTNET_LAB_DEVICE;
    }
  });
});

describe('a library that does not load', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'binding-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each([
    ['win32', 'x64', 'WSL 2'],
    ['sunos', 'sparc', 'linux-x64']
  ])('%s-%s is told as unsupported', (platform, architecture, hint) => {
    const error = failure(() => requireSupportedPlatform(platform, architecture));
    expect(error.kind).toBe('unsupported-platform');
    expect(error.message).toContain(`${platform}-${architecture}`);
    expect(error.message).toContain(hint);
  });

  test('a binding that is not there is told with its path and the remedy', () => {
    const path = join(folder, 'absent.node');
    const error = failure(() => requireBinding(path));
    expect(error.kind).toBe('binding-missing');
    expect(error.message).toContain(path);
    expect(error.message).toContain('npm run setup');
  });

  test('a damaged binding is told as such', () => {
    const path = join(folder, 'damaged.node');
    writeFileSync(path, 'not a shared object, but long enough to be read as a header of one '.repeat(4));
    const cause = loadError(path);
    const error = explainLoadFailure(cause, path);
    expect(error.kind).toBe('binding-incompatible');
    expect(error.cause).toBe(cause);
    expect(error.message).toContain(path);
    expect(error.message).toContain('npm run setup');
  });

  test('a binding whose TensorFlow is gone is told with the library that is missing', () => {
    const source = join(folder, 'orphan.cc');
    const library = join(folder, 'libtensorflow_cc.so.2');
    const path = join(folder, 'orphan.node');
    writeFileSync(source, 'int tensorflow(void) { return 2; }');
    execFileSync('c++', ['-shared', '-fPIC', '-Wl,-soname,libtensorflow_cc.so.2', '-o', library, source]);
    writeFileSync(source, 'int tensorflow(void); int binding(void) { return tensorflow(); }');
    execFileSync('c++', ['-shared', '-fPIC', '-o', path, source, library]);
    rmSync(library);
    const error = explainLoadFailure(loadError(path), path);
    expect(error.kind).toBe('library-missing');
    expect(error.got).toContain('libtensorflow_cc.so.2');
  });

  test('a symbol that TensorFlow lacks means the binding is of another version', () => {
    const message = '/x/tfjs_binding.node: undefined symbol: TF_New, in libtensorflow_cc.so.2';
    expect(explainLoadFailure(new Error(message), '/x/tfjs_binding.node').kind).toBe('binding-incompatible');
  });
});

function failure(action: () => unknown): TensorFlowError {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(TensorFlowError);
    return error as TensorFlowError;
  }
  throw new Error('It did not throw.');
}

/** What a fresh process is told when it loads the file: this one holds TensorFlow's libraries already. */
function loadError(path: string): Error {
  const script = 'try { require(process.argv[1]) } catch (error) { process.stdout.write(error.message) }';
  const message = execFileSync(process.execPath, ['-e', script, path], { encoding: 'utf8' });
  expect(message).not.toBe('');
  return new Error(message);
}
