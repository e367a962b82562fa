/** How far a download is. */
export interface DownloadProgress {
  /** Without secrets. */
  url: string;
  /** Bytes of the file that are here, also from earlier attempts. */
  received: number;
  /** Bytes of the whole file; absent while unknown. */
  total?: number;
  /** Mean since this call began. */
  bytesPerSecond: number;
  /** At that speed; absent while unknown. */
  secondsLeft?: number;
}

/** Between two reports, so that a fast line does not drown a notebook. */
const REPORT_MS = 100;

/** Turns chunks into reports. */
export class ProgressMeter {
  private readonly begun = performance.now();
  private reported = -Infinity;
  private transferred = 0;

  constructor(
    private readonly url: string,
    private readonly report: ((progress: DownloadProgress) => void) | undefined
  ) {}

  /** @param received Bytes here so far, `added` of them just now. */
  add(added: number, received: number, total: number | null): void {
    this.transferred += added;
    const now = performance.now();
    if (this.report === undefined || (now - this.reported < REPORT_MS && received !== total)) {
      return;
    }
    this.reported = now;
    const bytesPerSecond = (this.transferred * 1000) / Math.max(now - this.begun, 1);
    this.report({
      url: this.url,
      received,
      bytesPerSecond,
      ...(total === null ? {} : { total }),
      ...(total === null || bytesPerSecond === 0
        ? {}
        : { secondsLeft: Math.max(total - received, 0) / bytesPerSecond })
    });
  }
}
