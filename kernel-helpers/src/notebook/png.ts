import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { Pixels } from '../analysis';
import type { MimeBundle } from './bridge';

/** An SVG as PNG, or pixels as JPEG with a longest side. */
export type RasterRequest = { id: number } & ({ svg: string } | { image: Pixels; side: number });

/** A picture in pixels: `width` and `height` as it is shown, with a quarter more pixels to a side. */
export interface Raster {
  base64: string;
  width: number;
  height: number;
}

const WORKER = join(__dirname, 'png-worker.js');
/** A picture takes some 0.2 s, the first one half a second more, on a busy machine ten times that. */
const TIMEOUT_MS = 20_000;
/** Longer pictures, of many photographs, would make the notebook larger than their worth. */
const LONGEST_SVG = 2_000_000;

/** What displays a bundle: its data, and what is said of them. */
export interface Output {
  data: MimeBundle;
  metadata: Record<string, unknown>;
}

/**
 * Adds a PNG beside a bundle's SVG, with its alternative text: where a notebook isn't trusted, SVG is not shown. Left
 * out where none can be made, as on a machine without fonts.
 */
export function withPng(bundle: MimeBundle): Output {
  const svg = bundle['image/svg+xml'];
  const raster = typeof svg === 'string' && !('image/png' in bundle) ? rasterised(svg) : null;
  if (raster === null) {
    return { data: bundle, metadata: {} };
  }
  const { base64, width, height } = raster;
  const alt = String(bundle['text/plain'] ?? '').split('\n')[0];
  return { data: { ...bundle, 'image/png': base64 }, metadata: { 'image/png': { width, height, alt } } };
}

/**
 * Draws an SVG of our own in pixels.
 * @returns Null when it can't be drawn, or not in time.
 */
export function rasterised(svg: string): Raster | null {
  return svg.length > LONGEST_SVG ? null : answered({ svg });
}

/**
 * An image in grey or colour as the data address of a JPEG file, its longer side at most `side` pixels.
 * @returns Null when it can't be made, or not in time.
 */
export function photograph(image: Pixels, side: number): string | null {
  const raster = answered({ image, side });
  return raster && `data:image/jpeg;base64,${raster.base64}`;
}

/** Waits for a thread, because cells show things without awaiting them. */
function answered(request: { svg: string } | { image: Pixels; side: number }): Raster | null {
  if (failed || !existsSync(WORKER)) {
    return null;
  }
  thread ??= start();
  const { port, signal } = thread;
  const id = ++thread.requests;
  port.postMessage({ id, ...request } satisfies RasterRequest);
  const before = id - 1;
  if (Atomics.wait(signal, 0, before, TIMEOUT_MS) === 'timed-out') {
    failed = true;
    void thread.worker.terminate();
    thread = null;
    return null;
  }
  const message = receiveMessageOnPort(port)?.message as { id: number; result: Raster | null } | undefined;
  return message?.id === id ? message.result : null;
}

interface Thread {
  worker: Worker;
  port: MessagePort;
  /** The number of the last request that was answered. */
  signal: Int32Array;
  requests: number;
}

let thread: Thread | null = null;
/** Nobody waits a second time. */
let failed = false;

function start(): Thread {
  const signal = new Int32Array(new SharedArrayBuffer(4));
  const { port1, port2 } = new MessageChannel();
  const worker = new Worker(WORKER, { workerData: { port: port2, signal }, transferList: [port2] });
  worker.on('error', () => undefined);
  worker.unref();
  port1.unref();
  return { worker, port: port1, signal, requests: 0 };
}
