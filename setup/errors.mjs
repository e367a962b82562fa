/** A failure of set-up that the user can mend: one sentence about what is wrong, one about what to do. */
export class SetupError extends Error {
  /**
   * @param {string} message what is wrong, with the value that was found
   * @param {string} remedy what the user can do about it
   * @param {{ log?: string, cause?: unknown }} [details] `log`: file with the full output of the failing command
   */
  constructor(message, remedy, details = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'SetupError';
    this.remedy = remedy;
    this.log = details.log;
  }
}

/** Set-up was stopped by Ctrl-C or a termination signal; nothing half-made was marked as done. */
export class Interrupted extends Error {
  constructor() {
    super('Stopped. Nothing half-made was marked as done; the next start continues from here.');
    this.name = 'Interrupted';
  }
}

/**
 * What Node calls the cause of a failed call to the system, e.g. "ENOENT"; undefined for other errors.
 * @param {unknown} error
 * @returns {string | undefined}
 */
export function systemCode(error) {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/**
 * @param {unknown} error
 * @returns {string} its message
 */
export function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
}

/**
 * The text shown for an error: a sentence and its remedy for known failures, the stack for a defect of ours.
 * @param {unknown} error
 * @returns {string}
 */
export function describeError(error) {
  if (error instanceof SetupError) {
    const log = error.log === undefined ? '' : `\n  Log: ${error.log}`;
    return `${error.message}\n  ${error.remedy}${log}`;
  }
  if (error instanceof Interrupted) {
    return error.message;
  }
  return error instanceof Error && error.stack !== undefined ? error.stack : String(error);
}

/** What commands print when something outside EfficientNet Lab is wrong, and what helps. */
const KNOWN_CAUSES = [
  {
    pattern: /ENOSPC|No space left on device|Disk quota exceeded|EDQUOT/i,
    what: 'the disk is full',
    remedy: 'Free some space (about 4 GB for the CPU flavour, 10 GB with CUDA) and start again.'
  },
  {
    pattern:
      /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|network request to .* failed|Temporary failure in name resolution|Failed to establish a new connection|NewConnectionError|ConnectTimeoutError|ReadTimeoutError|Could not resolve host/i,
    what: 'the package registry was not reached',
    remedy:
      'Check the network and, behind a proxy, set HTTPS_PROXY (or pip\'s PIP_INDEX_URL and "npm config set registry"); then start again.'
  },
  {
    pattern:
      /CERTIFICATE_VERIFY_FAILED|SELF_SIGNED_CERT|UNABLE_TO_GET_ISSUER_CERT|unable to verify the first certificate/i,
    what: "the package registry's certificate is not trusted",
    remedy:
      'Give npm and pip the certificate of your network: set NODE_EXTRA_CA_CERTS and PIP_CERT to its file.'
  },
  {
    pattern: /EACCES|EPERM|Permission denied|EROFS|Read-only file system/i,
    what: 'a file or folder may not be written',
    remedy: "Make the clone's folder yours (chown) or clone again where you may write."
  },
  {
    pattern:
      /cannot allocate memory|MemoryError|Killed signal terminated program|JavaScript heap out of memory/i,
    what: 'memory ran out',
    remedy: 'Close other programs (2 GB of free memory are enough) and start again.'
  },
  {
    pattern: /No matching distribution found for tensorflow/i,
    what: 'no TensorFlow wheel fits this Python and platform',
    remedy: 'Install Python 3.11, 3.12 or 3.13 and start again with PYTHON set to it.'
  },
  {
    // What pip says in the end when the registry gave it nothing at all.
    pattern: /\(from versions: none\)|No matching distribution found/i,
    what: 'the package registry does not have them, or was not reached',
    remedy: 'Check the network and PIP_INDEX_URL ("pip config list" shows it); then start again.'
  }
];

/**
 * Turns the output of a failed command into a SetupError with the likeliest cause.
 * @param {string} what what did not succeed, e.g. "npm packages were not installed"
 * @param {string} output what the command printed
 * @param {{ log?: string, otherwise: string }} details `otherwise`: the remedy when no known cause is found
 * @returns {SetupError}
 */
export function explainFailure(what, output, { log, otherwise }) {
  const cause = KNOWN_CAUSES.find(({ pattern }) => pattern.test(output));
  return cause === undefined
    ? new SetupError(`${what}.`, otherwise, { log })
    : new SetupError(`${what}: ${cause.what}.`, cause.remedy, { log });
}
