/** Memory that any file may take, however small it is: a hundred megabytes. */
const ALWAYS = 100e6;

/**
 * What a file may be unpacked to unless its reader is given other limits: twice its size, and what every file may take. More
 * is a claim that its content does not bear out.
 */
export function allowedBytes(fileBytes: number): number {
  return 2 * fileBytes + ALWAYS;
}

/** What the pieces of a file that is unpacked take before they are collected. */
const PIECES = 40e6;

/** What a packed file may be unpacked to that is read piece by piece. */
export function allowedInPieces(fileBytes: number): number {
  return allowedBytes(fileBytes) - PIECES;
}

/** What a packed file that is in memory may be unpacked to. */
export function allowedUnpacked(fileBytes: number): number {
  return allowedInPieces(fileBytes) - fileBytes;
}
