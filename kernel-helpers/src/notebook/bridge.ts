/**
 * What the kernel launcher (`kernel/launch.cjs`) offers to code in cells. It is found under a global symbol,
 * so that the helpers also run where the launcher does not: in scripts, in tests and in a stock tslab.
 */

export type MimeBundle = Record<string, unknown>;

export interface Comm {
  readonly id: string;
  /** Data of the `comm_open` message. */
  readonly data: unknown;
  send(data: unknown): void;
  close(data?: unknown): void;
  onMessage: ((data: unknown) => void) | null;
  onClose: (() => void) | null;
}

/** Output functions bound to one cell, whichever cell runs later. */
export interface CellOutput {
  /** The notebook's name of the cell, where the front end has told it. */
  readonly cellId?: string;
  /** Sends display_data, or update_display_data when `update` is set. */
  display(bundle: MimeBundle, options?: DisplayOptions): void;
}

export interface DisplayOptions {
  displayId?: string;
  update?: boolean;
  /** By MIME type, as nbformat has it: `{ 'image/png': { width, height, alt } }`. */
  metadata?: Record<string, unknown>;
}

export interface KernelBridge {
  readonly version: 1;
  /** Registers a handler for comms opened by the front end; returns the function that removes it. */
  registerCommTarget(target: string, handler: (comm: Comm) => void): () => void;
  /** Output of the cell that is running now (also from its later asynchronous parts). */
  cellOutput(): CellOutput;
  /** Aborted when the running cell is interrupted. */
  interruptSignal(): AbortSignal;
  /** Work of the running cell that ends after that signal, however long its present step takes; kernels of 0.1 lack it. */
  heeds?(work: Promise<unknown>): void;
}

export const KERNEL_BRIDGE = Symbol.for('efficientnet-lab.kernel');

/** The launcher's bridge, or null outside the mended kernel. */
export function kernelBridge(): KernelBridge | null {
  return (globalThis as { [KERNEL_BRIDGE]?: KernelBridge })[KERNEL_BRIDGE] ?? null;
}

/** Aborted when the running cell is interrupted, or when the given signal is. */
export function cellSignal(signal?: AbortSignal): AbortSignal {
  return AbortSignal.any([kernelBridge()?.interruptSignal(), signal].filter((each) => each !== undefined));
}

/** The work itself. An interrupted cell is not given up before it has ended, unless it is interrupted again. */
export function heeding<T>(work: Promise<T>): Promise<T> {
  kernelBridge()?.heeds?.(work);
  return work;
}
