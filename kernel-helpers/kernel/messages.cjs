'use strict';
/** Jupyter's wire protocol: reading, signing and sending messages. */
const { createHmac, randomBytes, randomUUID, timingSafeEqual } = require('node:crypto');

const DELIMITER = Buffer.from('<IDS|MSG>');
const PROTOCOL = '5.3';
/**
 * Of this process, not of whom it answers: front ends tell by it that a kernel was restarted, and drop what comes from
 * another session than the last message did.
 */
const SESSION = randomUUID();

function sign(key, parts) {
  const hmac = createHmac('sha256', key);
  parts.forEach((part) => hmac.update(part));
  return hmac.digest('hex');
}

/**
 * @param {string} key of the connection
 * @param {Buffer[]} frames as they arrived
 * @returns {{ identity: Buffer[], header: object, content: object }}
 * @throws Error when the delimiter is missing or the signature is wrong.
 */
function parseMessage(key, frames) {
  const at = frames.findIndex((frame) => frame.equals(DELIMITER));
  if (at < 0) {
    throw new Error(`message without delimiter (${frames.length} frames), dropped`);
  }
  const parts = frames.slice(at + 2, at + 6);
  const expected = Buffer.from(sign(key, frames.slice(at + 2)));
  const got = frames[at + 1];
  if (got.length !== expected.length || !timingSafeEqual(got, expected)) {
    throw new Error('message with a wrong signature, dropped');
  }
  const [header, , , content] = parts.map((part) => JSON.parse(part.toString()));
  return { identity: frames.slice(0, at), header, content };
}

/** Frames of a message that answers `parent` (a header). */
function buildMessage(key, type, content, parent, identity = []) {
  const header = {
    version: PROTOCOL,
    date: new Date().toISOString(),
    session: SESSION,
    username: parent.username ?? '',
    msg_type: type,
    msg_id: randomBytes(16).toString('hex')
  };
  const parts = [header, parent, {}, content].map((part) => JSON.stringify(part));
  return [...identity, DELIMITER, sign(key, parts), ...parts];
}

module.exports = { buildMessage, parseMessage };
