/** How runners say that a test has failed, and, where they do, that one has begun and that it has ended. */
const FAILED = [
  // pytest
  /^(?:\[gw\d+\] \[ *\d+%\] )?(?:FAILED|ERROR) (test\S.*?)$/,
  /^(test\S+::.*) (?:FAILED|ERROR)(?: +\[ *\d+%\])?$/,
  // Playwright
  /^ *(?:✘|x) +\d+ (.*?)(?: \([\d.]+m?s\)| \([\d.]+[mh]\))?$/,
  // Vitest
  /^ *FAIL +(.*)$/,
  /^ *[×✗] (.*?)(?: \d+ms)?$/
];
const BEGUN = /^(test\S+::[^ ].*?) *$/;
const ENDED = /^\[gw\d+\] \[ *\d+%\] [A-Z]+ (test\S.*?) *$/;

/** Names and lines to show; a page of CI's output must hold them. */
const MOST_NAMES = 30;
const LAST_LINES = 8;

/** What a runner's output says about its tests, so that it can be told even when the runner leaves no report. */
export class TestWatch {
  /** @param {string} line */
  add(line) {
    const text = line.trimEnd();
    if (text === '') {
      return;
    }
    this.#last = [...this.#last, text].slice(-LAST_LINES);
    const failed = FAILED.map((pattern) => pattern.exec(text)?.[1]).find((name) => name !== undefined);
    if (failed !== undefined) {
      this.#failed.add(failed.trim());
    }
    const ended = ENDED.exec(text)?.[1];
    const begun = BEGUN.exec(text)?.[1];
    if (ended !== undefined) {
      this.#running.delete(ended);
    } else if (begun !== undefined && failed === undefined) {
      this.#running.add(begun);
    }
  }

  /**
   * @param {boolean} whole - whether the runner came to its end: what was running when it did not is worth knowing
   * @returns {string[]} lines
   */
  tell(whole) {
    const failed = [...this.#failed];
    const lines = failed.slice(0, MOST_NAMES).map((name) => `  failed: ${name}`);
    if (failed.length > MOST_NAMES) {
      lines.push(`  and ${failed.length - MOST_NAMES} more`);
    }
    return whole
      ? lines
      : [
          ...lines,
          ...[...this.#running].map((name) => `  was running: ${name}`),
          ...this.#last.map((line) => `  said at last: ${line}`)
        ];
  }

  /** @type {Set<string>} */
  #failed = new Set();
  /** @type {Set<string>} */
  #running = new Set();
  /** @type {string[]} */
  #last = [];
}
