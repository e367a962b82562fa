import { type ViewDocument, viewDocument } from './document';

/** What a cell shows of a view: its document, the same as a picture, and as text. */
export interface ViewCell<Document extends ViewDocument<string, unknown>> {
  document: Document;
  svg: string;
  /** Its first line is the document's sentence. */
  text: string;
}

export function viewCell<View extends string, Data>(
  view: View,
  { sentence, data, details, svg }: { sentence: string; data: Data; details: string; svg: string }
): ViewCell<ViewDocument<View, Data>> {
  return { document: viewDocument(view, sentence, data), svg, text: `${sentence}\n${details}` };
}
