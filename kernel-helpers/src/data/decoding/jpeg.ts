/** A marker of JPEG (ITU-T T.81, B.1.1.3); within a scan's own bytes it can't stand. */
const START_OF_SCAN = Buffer.from([0xff, 0xda]);
const MAX_SCANS = 100;
/** Markers that begin a frame, but those of tables (ITU-T T.81, table B.1). */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

/**
 * Scans that refine an image take as long as the first, in some twenty bytes each; encoders write about ten, and an EXIF
 * thumbnail has its own.
 * @throws Error in words for more.
 */
export function requireFewScans(jpeg: Uint8Array): void {
  const bytes = Buffer.from(jpeg.buffer, jpeg.byteOffset, jpeg.byteLength);
  let scans = 0;
  for (let at = bytes.indexOf(START_OF_SCAN); at >= 0; at = bytes.indexOf(START_OF_SCAN, at + 2)) {
    if (++scans > MAX_SCANS) {
      throw new Error(`a JPEG of more than ${MAX_SCANS} scans`);
    }
  }
}

/** Whether the first scan holds all of the image, so that its rows can be decoded one after the other. */
export function hasOneScan(jpeg: Uint8Array): boolean {
  let components = 0;
  for (let at = 2; at + 9 < jpeg.length && jpeg[at] === 0xff; at += 2 + (jpeg[at + 2] << 8) + jpeg[at + 3]) {
    const marker = jpeg[at + 1];
    if (isFrame(marker)) {
      // Those that come in several scans by their kind are progressive.
      components = marker & 2 ? Infinity : jpeg[at + 9];
    } else if (marker === START_OF_SCAN[1]) {
      return jpeg[at + 4] === components;
    }
  }
  return false;
}
