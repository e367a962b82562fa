import { dirname, join } from 'node:path';
import type * as util from 'node:util';
import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend';
import { commandHere } from '../files';
import { askDriver, judgeDriver } from './driver';
import { fromEnvironment } from './environment';
import { TensorFlowError } from './errors';
import { loadNativeOperations, type NativeState, wantsStandardOperations } from './native-operations';
import {
  explainLoadFailure,
  explainMissingPackage,
  requireBinding,
  requireSupportedPlatform
} from './platform';

/** TensorFlow.js on the native library. */
export type TensorFlow = typeof import('@tensorflow/tfjs-node-gpu');

/** `auto` takes a GPU where TensorFlow sees one; `gpu` insists on it; `cpu` hides it. */
export type Device = 'auto' | 'cpu' | 'gpu';

export interface TensorFlowInfo {
  device: 'cpu' | 'gpu';
  /** Version of TensorFlow's C++ library. */
  libraryVersion: string;
  /** Version of TensorFlow.js. */
  tfjsVersion: string;
  /** Whether oneDNN's kernels are in use (they round in another order than the plain ones). */
  oneDnn: boolean;
  /** What our own operations in compiled graphs compute with; `standard` where graphs are of TensorFlow's alone. */
  operations: 'avx512' | 'avx2' | 'portable' | 'standard';
  /** Why there are no operations of ours; null where there are, or where they are not wanted. */
  operationsFault: string | null;
  bindingPath: string;
}

const PACKAGE = '@tensorflow/tfjs-node-gpu';

let loaded: { tf: TensorFlow; bindingPath: string } | null = null;
const loadHooks: Array<(tf: TensorFlow) => void> = [];

/**
 * TensorFlow.js with the native library behind it. Loads it on the first call (about a second) and
 * returns the same module from then on. Never falls back to another backend.
 *
 * Unless the environment says otherwise, memory of a GPU is taken as it is needed (TF_FORCE_GPU_ALLOW_GROWTH=true).
 * Not measured on a GPU.
 *
 * @param options.device Default: the environment variable `EFFICIENTNET_LAB_DEVICE`, else `auto`. `cpu`
 *   takes effect only on the first call, because TensorFlow chooses its devices once.
 * @throws TensorFlowError when the system, the binding, the library or the GPU asked for is missing.
 */
export function loadTensorFlow(options: { device?: Device } = {}): TensorFlow {
  const device = options.device ?? deviceFromEnvironment();
  if (loaded === null) {
    if (device === 'cpu') {
      process.env.CUDA_VISIBLE_DEVICES = '-1';
    }
    loaded = load();
    loadHooks.forEach((hook) => hook(loaded!.tf));
  }
  if (device !== 'auto') {
    requireDevice(device, backendOf(loaded.tf).isUsingGpuDevice);
  }
  return loaded.tf;
}

/** Calls back with TensorFlow.js once it is loaded: at once if it is already. Does not load it. */
export function onTensorFlowLoad(hook: (tf: TensorFlow) => void): void {
  loadHooks.push(hook);
  if (loaded !== null) {
    hook(loaded.tf);
  }
}

/**
 * The native backend of TensorFlow.js.
 * @throws TensorFlowError `wrong-backend` if another one was selected with `tf.setBackend`.
 */
export function nativeBackend(): NodeJSKernelBackend {
  const tf = loadTensorFlow();
  if (tf.getBackend() !== 'tensorflow') {
    throw new TensorFlowError(
      'wrong-backend',
      `TensorFlow.js runs on its '${tf.getBackend()}' backend.`,
      'the native one',
      "Call tf.setBackend('tensorflow')."
    );
  }
  return backendOf(tf);
}

/** The compiled binding itself. */
export type NativeBinding = NodeJSKernelBackend['binding'];

/**
 * The compiled binding without TensorFlow.js around it, for threads that only run graphs.
 * @throws TensorFlowError when the system, the binding or the library is missing.
 */
export function loadBinding(): NativeBinding {
  return loadFrom((bindingPath) => require(bindingPath) as NativeBinding).module;
}

/** Our own operations in the library that the binding is linked to. Loads the binding alone, not TensorFlow.js. */
export function nativeOperations(): NativeState {
  const { module, bindingPath } = loadFrom((path) => require(path) as NativeBinding);
  return loadNativeOperations(module.TF_Version, bindingPath);
}

/** What is in use; loads TensorFlow if it is not yet. @throws TensorFlowError as loadTensorFlow does. */
export function tensorFlowInfo(): TensorFlowInfo {
  const tf = loadTensorFlow();
  const backend = backendOf(tf);
  const operations = usedOperations();
  return {
    device: backend.isUsingGpuDevice ? 'gpu' : 'cpu',
    libraryVersion: backend.binding.TF_Version,
    tfjsVersion: tf.version.tfjs,
    oneDnn: process.env.TF_ENABLE_ONEDNN_OPTS !== '0',
    operations: operations !== null && 'instructions' in operations ? operations.instructions : 'standard',
    operationsFault: operations !== null && 'fault' in operations ? operations.fault : null,
    bindingPath: loaded!.bindingPath
  };
}

/** Our own operations where compiled graphs get them: on CPUs, since GPUs have their own fast kernels; null elsewhere. */
export function usedOperations(): NativeState | null {
  return nativeBackend().isUsingGpuDevice || wantsStandardOperations() ? null : nativeOperations();
}

/** `tf`, loaded when first touched, so that importing these helpers costs nothing. */
export const tf: TensorFlow = new Proxy({} as TensorFlow, {
  get: (_, key) => Reflect.get(loadTensorFlow(), key),
  has: (_, key) => Reflect.has(loadTensorFlow(), key),
  ownKeys: () => Reflect.ownKeys(loadTensorFlow()),
  getOwnPropertyDescriptor: (_, key) => {
    const descriptor = Reflect.getOwnPropertyDescriptor(loadTensorFlow(), key);
    // A proxy may only report properties that its own (empty) target lacks as configurable.
    return descriptor && { ...descriptor, configurable: true };
  }
});

function load(): { tf: TensorFlow; bindingPath: string } {
  provideUtilFunctions();
  const { module, bindingPath } = loadFrom(() => require(PACKAGE) as TensorFlow);
  return { tf: module, bindingPath };
}

/** Loads something that needs the binding, and says what is wrong if it can't be. */
function loadFrom<T>(require: (bindingPath: string) => T): { module: T; bindingPath: string } {
  requireSupportedPlatform();
  // TensorFlow tells of devices and instruction sets on the process's stderr; only its errors matter here.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  // TensorFlow would take nearly all of a GPU's memory at once, also from other programs.
  process.env.TF_FORCE_GPU_ALLOW_GROWTH ??= 'true';
  const bindingPath = findBinding();
  requireBinding(bindingPath);
  try {
    return { module: require(bindingPath), bindingPath };
  } catch (error) {
    throw explainLoadFailure(error, bindingPath);
  }
}

function findBinding(): string {
  try {
    return join(dirname(require.resolve(`${PACKAGE}/package.json`)), 'lib', 'napi-v8', 'tfjs_binding.node');
  } catch (error) {
    throw explainMissingPackage(error);
  }
}

/**
 * tfjs-node calls two functions that Node removed from `util` in version 23 and warns of in version 22, in the
 * middle of a notebook's output.
 */
function provideUtilFunctions(): void {
  // The module object itself, not an import's read-only view of it.
  const utilModule = require('node:util') as typeof util & {
    isNullOrUndefined?: (value: unknown) => boolean;
    isArray?: (value: unknown) => boolean;
  };
  utilModule.isNullOrUndefined = (value) => value === null || value === undefined;
  utilModule.isArray = (value) => Array.isArray(value);
}

function backendOf(tf: TensorFlow): NodeJSKernelBackend {
  return tf.findBackend('tensorflow') as NodeJSKernelBackend;
}

function deviceFromEnvironment(): Device {
  return fromEnvironment('EFFICIENTNET_LAB_DEVICE', ['auto', 'cpu', 'gpu']) ?? 'auto';
}

function requireDevice(device: 'cpu' | 'gpu', usesGpu: boolean): void {
  if (device === 'gpu' && !usesGpu) {
    const { problem } = judgeDriver(askDriver());
    const found = 'A GPU was requested, but TensorFlow finds none.';
    throw new TensorFlowError(
      'gpu-not-found',
      problem && problem.kind !== 'no-driver' ? `${found} ${problem.found}` : found,
      'one',
      problem && problem.kind !== 'no-driver'
        ? problem.remedy
        : `Run \`${commandHere('installForGpu')}\` with an NVIDIA driver installed, or \`${commandHere('doctor')}\` to see what is missing.`
    );
  }
  if (device === 'cpu' && usesGpu) {
    throw new TensorFlowError(
      'invalid-argument',
      'The CPU was requested after TensorFlow had taken the GPU.',
      'the choice before TensorFlow loads',
      'Restart the kernel and request the CPU first, or set EFFICIENTNET_LAB_DEVICE=cpu.'
    );
  }
}
