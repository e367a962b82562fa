/** What several views share; each view has a folder and an index of its own. */
export { DOCUMENT_VERSION, type ViewDocument, viewDocument } from './document';
export { decoded, type EncodedImage, encoded, type PixelImage } from './images';
export { networkName } from './network-name';
export { type Pin, PIN_LETTERS, type PinLetter } from './pin';
export {
  choice,
  type ChoiceQuantity,
  differing,
  nearest,
  number,
  type NumberQuantity,
  type Quantities,
  type Quantity,
  quantityTable,
  valueOf,
  withValue
} from './quantities';
export { type RecordDocumentSource, recordSetOf, type RecordSource } from './record-source';
