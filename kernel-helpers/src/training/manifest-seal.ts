import { createHash } from 'node:crypto';

/** The first member of a manifest that has a seal, before anything that a run decides. */
const BEGIN = '{\n  "sha256": "';
const DIGITS = 64;
const NONE = '0'.repeat(DIGITS);

/** JSON with the checksum of itself as its first member: of its bytes with zeros in the checksum's place. */
export function sealed(content: object): Buffer {
  const whole = Object.assign({ sha256: NONE }, content, { sha256: NONE });
  const bytes = Buffer.from(JSON.stringify(whole, null, 2));
  bytes.write(sha256(bytes), BEGIN.length, 'latin1');
  return bytes;
}

/** Whether sealed bytes are as they were written; `none` for those without a seal, of earlier versions. */
export function sealOf(bytes: Uint8Array): 'whole' | 'broken' | 'none' {
  const copy = Buffer.from(bytes);
  if (copy.toString('latin1', 0, BEGIN.length) !== BEGIN) {
    return 'none';
  }
  const told = copy.toString('latin1', BEGIN.length, BEGIN.length + DIGITS);
  copy.write(NONE, BEGIN.length, 'latin1');
  return sha256(copy) === told ? 'whole' : 'broken';
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
