import { describe, expect, it } from 'vitest';
import { describeError, explainFailure, Interrupted, SetupError } from './errors.mjs';

/** @param {string} output */
const explain = (output) =>
  explainFailure('npm packages were not installed', output, { log: '/l', otherwise: 'Read it.' });

describe('explainFailure', () => {
  it.each([
    ['npm error code ENOSPC\nnpm error nospc no space left', /disk is full/],
    [
      'ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device',
      /disk is full/
    ],
    [
      'npm error code ENOTFOUND\nnpm error network request to https://registry.example/x failed',
      /registry was not reached/
    ],
    ['NewConnectionError: Failed to establish a new connection: [Errno -3]', /registry was not reached/],
    ['ssl.SSLCertVerificationError: CERTIFICATE_VERIFY_FAILED', /certificate/],
    ['npm error code EACCES', /may not be written/],
    ['g++: fatal error: Killed signal terminated program cc1plus', /memory ran out/],
    ['ERROR: No matching distribution found for tensorflow-cpu==2.21.*', /no TensorFlow wheel/]
  ])('knows the cause of %j', (output, message) => {
    const error = explain(output);
    expect(error).toBeInstanceOf(SetupError);
    expect(error.message).toMatch(message);
    expect(error.remedy).not.toBe('Read it.');
  });

  it('leaves the cause open when it does not know it', () => {
    expect(explain('something new')).toMatchObject({
      message: 'npm packages were not installed.',
      remedy: 'Read it.'
    });
  });
});

describe('describeError', () => {
  it('is a sentence, its remedy and the log, without a stack', () => {
    const text = describeError(explain('ENOSPC'));
    expect(text.split('\n')).toHaveLength(3);
    expect(text).toContain('Log: /l');
    expect(text).not.toContain('at ');
  });

  it('promises that an interrupted set-up goes on', () => {
    expect(describeError(new Interrupted())).toMatch(/continues from here/);
  });

  it('shows the stack of a defect', () => {
    expect(describeError(new TypeError('oops'))).toContain('errors.test.mjs');
  });
});
