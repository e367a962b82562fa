import { describe, expect, it } from 'vitest';
import { checkDisk, checkNode, findCompiler, findPython, hasNvidiaDriver } from './checks.mjs';
import { platformRow } from './platform.mjs';

/**
 * A machine on which only these programs exist; Python programs answer with their version.
 * @param {Record<string, string>} programs
 * @returns {import('./checks.mjs').Probe}
 */
function machine(programs) {
  return (command, args) => {
    if (!(command in programs)) {
      return { status: null, stdout: '' };
    }
    const version = programs[command];
    if (args[1] === 'import venv, ensurepip') {
      return { status: version.endsWith('!') ? 1 : 0, stdout: '' };
    }
    const [major, minor] = version.split('.');
    return { status: 0, stdout: `${major} ${minor} ${version.replace('!', '')}\n` };
  };
}

/**
 * @param {Record<string, string>} programs
 * @param {NodeJS.ProcessEnv} [env]
 */
const python = (programs, env = {}) => findPython({ env, probe: machine(programs), platform: 'linux' });

describe('Python', () => {
  it('is the first that TensorFlow has wheels for', () => {
    expect(python({ python3: '3.9.2', 'python3.12': '3.12.1' })).toMatchObject({
      command: 'python3.12',
      minor: 12
    });
    expect(python({ python3: '3.14.0', 'python3.11': '3.11.7' }).command).toBe('python3.11');
  });

  it('may be newer than the wheels when there is no other', () => {
    expect(python({ python3: '3.14.0' })).toMatchObject({ minor: 14, version: '3.14.0' });
  });

  it('is the one asked for', () => {
    expect(python({ python3: '3.12.0', mine: '3.11.1' }, { PYTHON: 'mine' }).command).toBe('mine');
    expect(() => python({ python3: '3.12.0' }, { PYTHON: 'mine' })).toThrow(/tried mine/);
  });

  it('tells the version it found when that is too old, and the remedy', () => {
    expect(() => python({ python3: '3.10.4', python: '2.7.18' })).toThrow(
      expect.objectContaining({
        message: expect.stringContaining('python3 is 3.10.4'),
        remedy: expect.stringMatching(/3\.11/)
      })
    );
  });

  it('tells that its venv module is missing', () => {
    expect(() => python({ python3: '3.12.3!' })).toThrow(/lacks the modules venv/);
  });
});

describe('the rest of the machine', () => {
  it('needs Node 20', () => {
    expect(() => checkNode('18.19.0')).toThrow(/Node 18\.19\.0/);
    expect(() => checkNode('20.18.1')).toThrow(/Node 20\.18\.1/);
    expect(() => checkNode('21.7.0')).toThrow(/20\.19/);
    expect(() => checkNode('22.11.0')).toThrow(/22\.12/);
    expect(() => checkNode('20.19.0')).not.toThrow();
    expect(() => checkNode('22.12.0')).not.toThrow();
    expect(() => checkNode('24.19.0')).not.toThrow();
  });

  it('needs a C++ compiler, which CXX may name', () => {
    const probe = machine({ 'clang++': '1.0' });
    expect(findCompiler({ env: {}, probe, platform: 'linux' })).toBe('clang++');
    expect(() => findCompiler({ env: { CXX: 'icpc' }, probe, platform: 'linux' })).toThrow(/tried icpc/);
    expect(() => findCompiler({ env: {}, probe: machine({}), platform: 'darwin' })).toThrow(
      expect.objectContaining({ remedy: expect.stringContaining('xcode-select') })
    );
  });

  it('needs room on the disk, more of it with CUDA', () => {
    expect(() => checkDisk('/', 'cpu', 8e9)).not.toThrow();
    expect(() => checkDisk('/', 'gpu', 8e9)).toThrow(
      expect.objectContaining({
        message: expect.stringContaining('8.0 GB'),
        remedy: expect.stringContaining('--cpu')
      })
    );
  });

  it('has a GPU only when the driver answers', () => {
    expect(hasNvidiaDriver({ probe: () => ({ status: 0, stdout: 'NVIDIA H200\n' }) })).toBe(true);
    expect(hasNvidiaDriver({ probe: () => ({ status: 9, stdout: 'NVIDIA-SMI has failed' }) })).toBe(false);
    expect(hasNvidiaDriver({ probe: () => ({ status: null, stdout: '' }) })).toBe(false);
  });

  it('is a platform with a TensorFlow library', () => {
    expect(platformRow('linux').libraries).toContain('libtensorflow_cc.so.2');
    expect(platformRow('darwin').libraries.every((name) => name.endsWith('.dylib'))).toBe(true);
    expect(() => platformRow('win32')).toThrow(
      expect.objectContaining({ remedy: expect.stringContaining('WSL 2') })
    );
  });
});
