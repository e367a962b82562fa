'use strict';
/** Jupyter's wire protocol: reading, signing and sending messages. */
const { createHmac, randomBytes, randomUUID, timingSafeEqual } = require('node:crypto');
const { workerData } = require('node:worker_threads');

const DELIMITER = Buffer.from('<IDS|MSG>');
/** Header, parent, metadata and content: what is signed. Binary buffers may follow them. */
const PARTS = 4;
/**
 * Levels of arrays and objects that metadata and content may have; none that Jupyter knows has ten. Some thousand overflow
 * the stack of a thread that copies them, and a client's that reads an answer which repeats them.
 */
const MAX_DEPTH = 100;
const PROTOCOL = '5.3';
/**
 * Of this process, not of whom it answers: front ends tell by it that a kernel was restarted, and drop what comes from
 * another session than the last message did.
 */
const SESSION = workerData?.session ?? randomUUID();

function sign(key, parts) {
  const hmac = createHmac('sha256', key);
  parts.forEach((part) => hmac.update(part));
  return hmac.digest('hex');
}

const isRecord = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * @param {string} key of the connection
 * @param {Buffer[]} frames as they arrived
 * @returns {{ identity: Buffer[], header: object, metadata: unknown, content: unknown }} a header whose fields are no
 *   objects, with `msg_type` and `msg_id` as texts; what metadata and content are must be looked at: `undefined` where
 *   they are no JSON or nested too deeply
 * @throws Error when the delimiter is missing, the signature is wrong or the header is none.
 */
function parseMessage(key, frames) {
  const at = frames.findIndex((frame) => frame.equals(DELIMITER));
  if (at < 0) {
    throw new Error(`message without delimiter (${frames.length} frames), dropped`);
  }
  const parts = frames.slice(at + 2, at + 2 + PARTS);
  const expected = Buffer.from(sign(key, parts));
  const got = frames[at + 1];
  if (got?.length !== expected.length || !timingSafeEqual(got, expected)) {
    throw new Error('message with a wrong signature, dropped');
  }
  const header = parsed(parts[0]);
  if (!isRecord(header) || typeof header.msg_type !== 'string' || typeof header.msg_id !== 'string') {
    throw new Error('message whose header is no object with msg_type and msg_id, dropped');
  }
  // Answers repeat the header: what is nested in it, thousands of levels perhaps, is nobody's.
  const fields = Object.entries(header).filter(([, value]) => typeof value !== 'object');
  const [metadata, content] = [parts[2], parts[3]].map((frame) => shallow(parsed(frame)));
  return { identity: frames.slice(0, at), header: Object.fromEntries(fields), metadata, content };
}

function parsed(frame) {
  try {
    return JSON.parse(frame.toString());
  } catch {
    return undefined;
  }
}

/** A value of JSON that is not nested too deeply, or `undefined`. */
function shallow(value) {
  const fits = (part, levels) =>
    typeof part !== 'object' ||
    part === null ||
    (levels > 0 && Object.values(part).every((inner) => fits(inner, levels - 1)));
  return fits(value, MAX_DEPTH) ? value : undefined;
}

/** JSON in which each half of a pair of surrogates that stands alone is replaced: nothing else could be saved. */
function wellFormedJson(value) {
  const text = JSON.stringify(value);
  return text.includes('\\ud')
    ? text.replace(/\\(?:ud[89a-f][0-9a-f]{2}|.)/g, (escape) => (escape.length > 2 ? '\\ufffd' : escape))
    : text;
}

/** Frames of a message that answers `parent` (a header). Content may be an object, or its JSON. */
function buildMessage(key, type, content, parent, identity = []) {
  const header = {
    version: PROTOCOL,
    date: new Date().toISOString(),
    session: SESSION,
    username: parent.username ?? '',
    msg_type: type,
    msg_id: randomBytes(16).toString('hex')
  };
  const parts = [header, parent, {}, content].map((part) =>
    typeof part === 'string' ? part : wellFormedJson(part)
  );
  return [...identity, DELIMITER, sign(key, parts), ...parts];
}

module.exports = { SESSION, buildMessage, isRecord, parseMessage, wellFormedJson };
