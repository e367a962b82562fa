import { SetupError } from './errors.mjs';

/**
 * @typedef {object} PlatformRow
 * @property {string[]} libraries
 * @property {string} compilerRemedy
 * @property {string} pythonRemedy
 */

/**
 * What differs between the platforms that TensorFlow's wheels carry its C library for.
 * @type {Partial<Record<NodeJS.Platform, PlatformRow>>}
 */
const PLATFORMS = {
  linux: {
    libraries: ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'],
    compilerRemedy:
      'Install one, e.g. "sudo apt-get install g++" (Debian, Ubuntu) or "sudo dnf install gcc-c++" (Fedora).',
    pythonRemedy:
      'Install Python 3.11 or newer with its venv module, e.g. "sudo apt-get install python3 python3-venv".'
  },
  darwin: {
    libraries: ['libtensorflow_cc.2.dylib', 'libtensorflow_framework.2.dylib'],
    compilerRemedy: 'Install the command line tools with "xcode-select --install".',
    pythonRemedy: 'Install Python 3.11 or newer, e.g. "brew install python@3.12".'
  }
};

/**
 * The row of the table for this platform.
 * @param {NodeJS.Platform} [platform]
 * @throws {SetupError} on Windows and other systems without TensorFlow's C library in a wheel
 */
export function platformRow(platform = process.platform) {
  const row = PLATFORMS[platform];
  if (row === undefined) {
    throw new SetupError(
      `${platform === 'win32' ? 'Windows' : platform} has no TensorFlow wheel with the C library that the kernel needs.`,
      platform === 'win32'
        ? 'Use WSL 2: run "wsl --install", then clone and start EfficientNet Lab inside it.'
        : 'Use Linux (x86-64 or ARM) or macOS.'
    );
  }
  return row;
}
