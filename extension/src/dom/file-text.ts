import { SpecError } from '@efficientnet-lab/kernel-helpers/analysis';

/**
 * The text of a file in UTF-8, or in UTF-16 with the mark of its order, as spreadsheets and shells of Windows write it.
 * @throws SpecError for letters in another encoding, which would turn into question marks without a word.
 */
export async function textOfFile(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  const order = (bytes[0] << 8) | bytes[1];
  const encoding = order === 0xfffe ? 'utf-16le' : order === 0xfeff ? 'utf-16be' : 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw new SpecError('file', 'letters in another encoding', 'text in UTF-8', 'Save it as UTF-8.');
  }
}
