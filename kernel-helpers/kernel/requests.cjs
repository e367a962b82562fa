'use strict';
/** Answers to requests that run no cell; every one is answered, whatever it asks. */
const { isRecord } = require('./messages.cjs');

/**
 * @param {object} kernel
 * @param {object} kernel.handler tslab's
 * @param {() => object} kernel.kernelInfo
 * @param {(targetName: string | undefined) => object} kernel.commInfo
 * @returns {(type: string, content: unknown) => object} what the reply says. It throws for requests that can't be
 *   answered.
 */
function createAnswers({ handler, kernelInfo, commInfo }) {
  const answers = {
    kernel_info_request: kernelInfo,
    comm_info_request: ({ target_name: target }) => ({ comms: commInfo(target) }),
    // Nothing is kept of what was run: a notebook holds it.
    history_request: () => ({ history: [] }),
    is_complete_request: (content) => handler.handleIsComplete(withCode(content)),
    complete_request: (content) => handler.handleComplete(withCursor(content)),
    inspect_request: (content) => handler.handleInspect(withCursor(content))
  };
  return (type, content) => {
    if (!Object.hasOwn(answers, type)) {
      const known = ['execute_request', ...Object.keys(answers)].join(', ');
      throw requestError(
        `got a message of type ${JSON.stringify(type.slice(0, 80))}, expected one of ${known}.`
      );
    }
    if (!isRecord(content)) {
      throw requestError(`got a ${type} whose content is no object, expected one.`);
    }
    return { status: 'ok', ...answers[type](content) };
  };
}

function withCode(content) {
  if (typeof content.code !== 'string') {
    throw requestError(`got a ${typeof content.code} for code, expected a text.`);
  }
  return content;
}

function withCursor(content) {
  const { code, cursor_pos: cursor } = withCode(content);
  if (!Number.isInteger(cursor) || cursor < 0 || cursor > code.length) {
    throw requestError(`got ${cursor} for cursor_pos, expected a place in the code, 0 to ${code.length}.`);
  }
  return content;
}

function requestError(message) {
  return Object.assign(new Error(message), { name: 'RequestError' });
}

/** What a request's reply is called. */
function replyType(type) {
  return `${type.replace(/_request$/, '')}_reply`;
}

module.exports = { createAnswers, replyType };
