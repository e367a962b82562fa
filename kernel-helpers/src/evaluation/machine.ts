import { availableParallelism, cpus, totalmem } from 'node:os';
import { tensorFlowInfo } from '../tensorflow';

/** What times were measured on. Plain JSON. */
export interface Machine {
  /** For example `linux-x64`. */
  system: string;
  /** As the system names it. */
  cpu: string;
  /** That this process may use. */
  cores: number;
  memoryBytes: number;
  node: string;
  /** Where TensorFlow computes. */
  device: 'cpu' | 'gpu';
  /** Version of TensorFlow's C++ library. */
  tensorFlow: string;
  /** Version of TensorFlow.js. */
  tensorFlowJs: string;
  /** Whether oneDNN's kernels are in use. */
  oneDnn: boolean;
}

/** The machine and the libraries of this process. @throws TensorFlowError as loadTensorFlow does. */
export function thisMachine(): Machine {
  const { device, libraryVersion, tfjsVersion, oneDnn } = tensorFlowInfo();
  return {
    system: `${process.platform}-${process.arch}`,
    cpu: cpus()[0]?.model.trim() || 'unknown',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    node: process.versions.node,
    device,
    tensorFlow: libraryVersion,
    tensorFlowJs: tfjsVersion,
    oneDnn
  };
}
