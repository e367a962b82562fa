export const DOCUMENT_VERSION = 1;

/** What a cell shows, as data: which view, and all that it needs to be drawn again. */
export interface ViewDocument<View extends string, Data> {
  version: typeof DOCUMENT_VERSION;
  view: View;
  /** The result in words: the view's heading, its aria-live text and the first line of text/plain. */
  sentence: string;
  data: Data;
}

export function viewDocument<View extends string, Data>(
  view: View,
  sentence: string,
  data: Data
): ViewDocument<View, Data> {
  return { version: DOCUMENT_VERSION, view, sentence, data };
}
