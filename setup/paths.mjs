import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { platformRow } from './platform.mjs';

/** The repository's folder. Everything that set-up makes lies below it. */
export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');

export const VENV = join(ROOT, '.venv');
export const STATE = join(ROOT, '.setup');
export const LOGS = join(STATE, 'logs');
/** JupyterLab's settings, trust and runtime files. */
export const JUPYTER = join(STATE, 'jupyter');
/** PyTorch and what belongs to it, with which tests and benchmarks compare, in an environment of its own. */
export const BENCH_VENV = join(STATE, 'bench-venv');
export const RESULTS = join(ROOT, 'results');
export const KERNELSPEC = join(VENV, 'share', 'jupyter', 'kernels', 'efficientnet-lab');
/** Until version 0.1 the kernel had the name of tslab's own. */
export const FORMER_KERNELSPEC = join(VENV, 'share', 'jupyter', 'kernels', 'tslab');
/** Where the environment's Python finds the package that starts the kernel. */
export const PACKAGE_PATH = join(ROOT, 'extension');
export const LABEXTENSION = join(ROOT, 'extension', 'efficientnet_lab', 'labextension');
/** How the environment's JupyterLab finds the extension. */
export const LABEXTENSION_LINK = join(VENV, 'share/jupyter/labextensions/@efficientnet-lab/extension');
export const BINDING = join(ROOT, 'node_modules/@tensorflow/tfjs-node-gpu/lib/napi-v8/tfjs_binding.node');
/** Where the libraries are unpacked when no TensorFlow wheel fits the environment's Python. */
export const UNPACKED_TENSORFLOW = join(VENV, 'tensorflow-native');

/**
 * A program of the environment, e.g. `venvProgram('jupyter')`.
 * @param {string} name
 * @param {string} [venv]
 */
export function venvProgram(name, venv = VENV) {
  return join(venv, 'bin', name);
}

/**
 * The environment's site-packages folder, or undefined while there is no environment.
 * @param {string} [venv]
 * @returns {string | undefined}
 */
export function sitePackages(venv = VENV) {
  const lib = join(venv, 'lib');
  const version = existsSync(lib)
    ? readdirSync(lib).find((name) => existsSync(join(lib, name, 'site-packages')))
    : undefined;
  return version === undefined ? undefined : join(lib, version, 'site-packages');
}

/**
 * The folder that holds TensorFlow's C library and its headers, or undefined where there is none.
 * @param {string} [venv]
 * @returns {string | undefined}
 */
export function tensorflowFolder(venv = VENV) {
  const packages = sitePackages(venv);
  const candidates = [
    ...(packages === undefined ? [] : [join(packages, 'tensorflow')]),
    join(venv, 'tensorflow-native')
  ];
  const { libraries } = platformRow();
  return candidates.find((folder) => libraries.every((library) => existsSync(join(folder, library))));
}
