/**
 * Seconds as a person reads them: "0.4 s", "12 s", "3 min 05 s".
 * @param {number} milliseconds
 */
export function duration(milliseconds) {
  const seconds = milliseconds / 1000;
  if (seconds < 10) {
    return `${seconds.toFixed(1)} s`;
  }
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
}

const HEARTBEAT_MS = 20_000;
const REDRAW_MS = 200;
const DETAIL_LENGTH = 100;

/**
 * Shows what runs now, for how long, and the newest line of its output: one line that is redrawn on a terminal,
 * and a line each 20 s where output goes to a file.
 */
export class Progress {
  /** @param {{ stream?: NodeJS.WriteStream, clock?: () => number }} [options] */
  constructor({ stream = process.stdout, clock = () => performance.now() } = {}) {
    this.stream = stream;
    this.clock = clock;
    this.timer = undefined;
    this.title = '';
    this.detail = '';
    this.began = 0;
  }

  /** @param {string} title */
  start(title) {
    this.title = title;
    this.detail = '';
    this.began = this.clock();
    if (this.stream.isTTY) {
      this.timer = setInterval(() => this.#redraw(), REDRAW_MS);
      this.#redraw();
    } else {
      this.stream.write(`… ${title}\n`);
      this.timer = setInterval(() => this.stream.write(`  ${this.#line()}\n`), HEARTBEAT_MS);
    }
  }

  /** @param {string} line the newest line of output */
  show(line) {
    const text = line.trim();
    if (text !== '') {
      // pip names every package on one line: half a screen in a log.
      this.detail = text.length > DETAIL_LENGTH ? `${text.slice(0, DETAIL_LENGTH)}…` : text;
    }
  }

  done() {
    this.#end('✓', duration(this.clock() - this.began));
  }

  fail() {
    this.#end('✗', duration(this.clock() - this.began));
  }

  /**
   * A step that had nothing to do is not worth a line on a second start; it is kept for the verbose view.
   * @param {string} text
   */
  note(text) {
    this.#clear();
    this.stream.write(`${text}\n`);
  }

  /**
   * @param {string} mark
   * @param {string} took
   */
  #end(mark, took) {
    clearInterval(this.timer);
    this.timer = undefined;
    this.#clear();
    this.stream.write(`${mark} ${this.title}  ${took}\n`);
  }

  #line() {
    return `${this.title}  ${duration(this.clock() - this.began)}  ${this.detail}`;
  }

  #redraw() {
    const width = Math.max(20, (this.stream.columns ?? 80) - 1);
    this.#clear();
    this.stream.write(`… ${this.#line()}`.slice(0, width));
  }

  #clear() {
    if (this.stream.isTTY) {
      this.stream.write('\r\x1b[2K');
    }
  }
}
