/** Sentences that kernel and views share. A translation bundle of JupyterLab is such phrases too. */
export interface Phrases {
  /** @param msgid - with %1, %2 … where the arguments go */
  __(msgid: string, ...args: (string | number)[]): string;
}

/** The phrases as they are written. */
export const ENGLISH: Phrases = {
  __: (msgid, ...args) =>
    msgid.replace(/%(\d)/g, (place, index: string) => String(args[Number(index) - 1] ?? place))
};

/** A result in words; the factor stands out in a view's heading. */
export interface ResultText {
  before: string;
  factor: string;
  after: string;
  /** What the reader should know besides. */
  detail: string;
}

/** The result as one sentence. */
export function sentenceOf({ before, factor, after }: ResultText): string {
  return before + factor + after;
}
