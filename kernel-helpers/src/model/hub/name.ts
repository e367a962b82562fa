import { HubError } from './errors';

/** Where on a hub weights are. */
export interface HubName {
  owner: string;
  repository: string;
  /** Branch, tag or commit. */
  revision: string;
}

/** What the hub allows in both parts of a name. */
const PART = /^[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,94}[A-Za-z0-9_])?$/;
/** A Git reference; some of the hub's own have slashes, for example `refs/pr/1`. */
const REVISION = /^[A-Za-z0-9_][A-Za-z0-9_./-]{0,199}$/;
const EXAMPLE = 'Names look like timm/tf_efficientnet_b0.in1k, followed by @revision for a specific one.';

/** Whether a text can only mean a name on the hub, and no path: `owner/repository`, perhaps with `@revision`. */
export function isHubName(text: string): boolean {
  try {
    parseHubName(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * Reads `owner/repository` or `owner/repository@revision`, as timm writes them.
 * @throws HubError for anything else: names become parts of addresses and of paths.
 */
export function parseHubName(text: string, revision?: string): HubName {
  const [name, behind, ...more] = text.split('@');
  const parts = name.split('/');
  if (more.length > 0 || parts.length !== 2 || !parts.every(plain)) {
    throw new HubError('bad-name', 'name', JSON.stringify(text), 'owner/repository', EXAMPLE);
  }
  if (behind !== undefined && revision !== undefined && behind !== revision) {
    const got = `${JSON.stringify(behind)} in the name and ${JSON.stringify(revision)} beside it`;
    throw new HubError('bad-name', 'revision', got, 'one revision', 'Give one of the two.');
  }
  const chosen = revision ?? behind ?? 'main';
  if (!REVISION.test(chosen) || chosen.includes('..') || chosen.includes('//')) {
    throw new HubError('bad-name', 'revision', JSON.stringify(chosen), 'a branch, tag or commit', EXAMPLE);
  }
  const [owner, repository] = parts;
  return { owner, repository, revision: chosen };
}

function plain(part: string): boolean {
  return PART.test(part) && !part.includes('..') && !part.includes('--');
}

/** Whether a revision can never mean something else later. */
export function isCommit(revision: string): boolean {
  return /^[0-9a-f]{40}$/.test(revision);
}
