import { join } from 'node:path';
import { BENCH_VENV, sitePackages } from '../paths.mjs';
import { pipInstall, PROJECT, READ_REQUIREMENTS, requirements } from './environment.mjs';

/** Folders of packages by which benchmarks tell whether a peer was installed. */
export const PEER_PACKAGES = { runtime: 'openvino', flax: 'flax' };

/**
 * What benchmarks alone compare with, beside PyTorch, in its environment; tests don't ask for it.
 * @type {import('./runner.mjs').Step}
 */
export const peersStep = {
  name: 'peers',
  title: 'ONNX Runtime, OpenVINO and JAX to compare with',
  needs: ['pytorch'],
  inputs: () => ({ files: [PROJECT, READ_REQUIREMENTS] }),
  outputs: () =>
    Object.values(PEER_PACKAGES).map((name) => join(sitePackages(BENCH_VENV) ?? BENCH_VENV, name)),
  run: async (context) => pipInstall(await requirements('peers', context, BENCH_VENV), context, BENCH_VENV)
};
