/** What is used of the package `tar`, which brings no types. */
declare module 'tar' {
  import { EventEmitter } from 'node:events';

  /** A file of the archive, while its content passes by. */
  export interface ReadEntry {
    path: string;
    type: string;
    size: number;
    pipe(target: NodeJS.WritableStream): unknown;
    resume(): void;
  }

  export class Parse extends EventEmitter {
    write(chunk: Uint8Array): boolean;
    end(): void;
    on(event: 'entry', listener: (entry: ReadEntry) => void): this;
    on(event: 'warn', listener: (code: string, message: string) => void): this;
    on(event: 'error', listener: (error: Error) => void): this;
    on(event: 'end', listener: () => void): this;
  }
}
