import { EnetError } from '../analysis';
import { type LabDocument, MIME_TYPE, validateDocument } from '../contract';
import type { MimeBundle } from './bridge';

/** A document that breaks the published schema: a defect of the caller, never sent. */
export class DocumentError extends EnetError<string> {
  override readonly name = 'DocumentError';

  /** @param fault What the validation says. */
  constructor(fault: string) {
    super({
      place: null,
      got: fault,
      expected: 'a document that follows its schema',
      remedy: 'Make it with a function of EfficientNet Lab, or correct it to match schema/v1.json.'
    });
  }
}

export interface BundleParts {
  /** Left out where no view draws such a result yet. */
  document?: LabDocument;
  svg: string;
  /** Its first line is the sentence. */
  text: string;
}

/**
 * One result in every form a reader's tool may need: data for our views, a picture for GitHub, nbconvert
 * and VS Code, text for terminals and screen readers.
 * @throws DocumentError when the document does not match the schema.
 */
export function mimeBundle({ document, svg, text }: BundleParts): MimeBundle {
  const bundle: MimeBundle = { 'image/svg+xml': svg, 'text/plain': text };
  if (document) {
    const checked = validateDocument(document);
    if (!checked.ok) {
      throw new DocumentError(checked.error);
    }
    bundle[MIME_TYPE] = document;
  }
  return bundle;
}
