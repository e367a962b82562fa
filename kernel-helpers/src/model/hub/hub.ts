import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  cacheFolder,
  diskError,
  downloadFile,
  DownloadError,
  type DownloadOptions,
  type DownloadProgress,
  offlineVariable,
  type Patience,
  remoteFile,
  withoutLastStrokes
} from '../../download';
import { readPlainFile } from '../../files';
import { type OptionNames, requireOptions } from '../../analysis/option-names';
import { type HubConfig, parseHubConfig } from './config';
import { HubError } from './errors';
import { type HubName, isCommit, parseHubName } from './name';

export interface HubOptions extends Patience {
  /** Branch, tag or commit; default `main`. A commit can never mean other weights later. */
  revision?: string;
  /** Name of the weights in the repository; default `model.safetensors`. */
  file?: string;
  /** Address of the hub; default `HF_ENDPOINT`, else https://huggingface.co. */
  endpoint?: string;
  /** For private and gated repositories; default `HF_TOKEN`. Sent to the endpoint alone. */
  token?: string;
  /** Default the folder `hub` in the cache folder. */
  folder?: string;
  /** Of the weights, where the hub does not tell it. */
  sha256?: string;
  /** Longest file of weights taken; default 4 GiB. */
  maxBytes?: number;
  /** Progress of the weights. */
  onProgress?: (progress: DownloadProgress) => void;
}

const HUB_OPTIONS: OptionNames<HubOptions> = {
  revision: true,
  file: true,
  endpoint: true,
  token: true,
  folder: true,
  sha256: true,
  maxBytes: true,
  onProgress: true,
  attempts: true,
  waitMs: true,
  stallMs: true,
  signal: true
};

export interface DownloadedWeights {
  /** Path of the file of weights. */
  weights: string;
  config: HubConfig;
  /** 40 hexadecimal digits: give it as `revision` to get the same weights for ever. */
  commit: string;
}

const ENDPOINT = 'https://huggingface.co';
const CONFIG = 'config.json';
const WEIGHTS = 'model.safetensors';
/** A list of ImageNet-21k's classes with descriptions is less. */
const MAX_CONFIG_BYTES = 2 ** 24;
const PLAIN_FILE = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$/;

/**
 * Downloads published weights and their configuration by name, for example `timm/tf_efficientnet_b0.in1k`, through
 * the Hugging Face hub's scheme of addresses. Both are of one commit, checked with the hub's own checksums, kept in
 * the cache and found there without the network when `EFFICIENTNET_LAB_OFFLINE` or `HF_HUB_OFFLINE` is set.
 * @throws HubError for a name, hub or configuration that can't be used.
 * @throws DownloadError for files that don't come.
 */
export async function downloadWeights(name: string, options: HubOptions = {}): Promise<DownloadedWeights> {
  requireOptions(options, HUB_OPTIONS);
  const { file = WEIGHTS } = options;
  if (!PLAIN_FILE.test(file) || file === CONFIG) {
    const remedy = `Leave it out for ${WEIGHTS}.`;
    throw new HubError(
      'bad-name',
      'file',
      JSON.stringify(file),
      'the plain name of a file of weights',
      remedy
    );
  }
  const repository = new Repository(parseHubName(name, options.revision), options);
  const commit = await repository.commit();
  const configPath = await repository.fetch(commit, CONFIG, { maxBytes: MAX_CONFIG_BYTES });
  // Before the weights, which are a hundred times as large.
  const config = parseHubConfig(String(await readPlainFile(configPath)), `${name}: ${CONFIG}`);
  const { sha256, maxBytes, onProgress } = options;
  const weights = await repository.fetch(commit, file, { sha256, maxBytes, onProgress });
  return { weights, config, commit };
}

/** A repository on a hub, and its place in the cache: `<owner>--<repository>/<commit>/<file>`. */
class Repository {
  private readonly endpoint: string;
  private readonly folder: string;
  private readonly token: string | undefined;

  constructor(
    private readonly name: HubName,
    private readonly options: HubOptions
  ) {
    this.endpoint = withoutLastStrokes(options.endpoint ?? (process.env.HF_ENDPOINT || ENDPOINT));
    this.token = requireToken(options.token ?? process.env.HF_TOKEN);
    const parent = options.folder ?? join(cacheFolder(), 'hub');
    this.folder = join(parent, `${name.owner}--${name.repository}`);
  }

  /** Which commit the revision means now; offline, what it meant last. */
  async commit(): Promise<string> {
    const { revision } = this.name;
    if (isCommit(revision)) {
      return revision;
    }
    const memory = join(this.folder, 'refs', encodeURIComponent(revision));
    const url = this.address(revision, CONFIG);
    const variable = offlineVariable();
    if (variable !== null) {
      const known = await readPlainFile(memory).then(String, () => '');
      if (isCommit(known)) {
        return known;
      }
      const remedy = `Unset ${variable}, or download the weights once with a network.`;
      throw new DownloadError('offline', url, `${variable} set`, `the weights in ${this.folder}`, remedy);
    }
    const { headers } = await remoteFile({ ...this.options, token: this.token, url });
    const commit = headers.get('x-repo-commit') ?? '';
    if (!isCommit(commit)) {
      throw this.notAHub(url, 'no X-Repo-Commit', 'the commit that the revision means');
    }
    await remember(memory, commit);
    return commit;
  }

  /** @returns Path of a file of one commit, which is downloaded if it is not there. */
  async fetch(commit: string, file: string, options: Partial<DownloadOptions>): Promise<string> {
    const folder = join(this.folder, commit);
    const url = this.address(commit, file);
    const { attempts, waitMs, stallMs, signal } = this.options;
    // A file gets its name only once it has been checked.
    const needless = existsSync(join(folder, file)) || offlineVariable() !== null;
    const known = needless ? {} : await this.integrity(url, options.sha256);
    const { token } = this;
    const patience = { attempts, waitMs, stallMs, signal };
    return downloadFile({ ...options, ...patience, ...known, token, url, folder, name: file });
  }

  /** Length and checksum as the hub tells them: SHA-256 of large files, Git's own of small ones. */
  private async integrity(url: string, sha256?: string): Promise<Partial<DownloadOptions>> {
    const { headers } = await remoteFile({ ...this.options, token: this.token, url });
    const tag = headers.get('x-linked-etag') ?? headers.get('etag') ?? '';
    const digest = tag.replace(/^W\//, '').replace(/^"|"$/g, '');
    const length = headers.get('x-linked-size');
    const bytes = length !== null && /^\d{1,15}$/.test(length) ? { bytes: Number(length) } : {};
    if (sha256 !== undefined) {
      return { ...bytes, sha256 };
    }
    if (/^[0-9a-f]{64}$/.test(digest)) {
      return { ...bytes, sha256: digest };
    }
    if (/^[0-9a-f]{40}$/.test(digest)) {
      return { ...bytes, gitSha1: digest };
    }
    throw this.notAHub(url, 'no checksum as ETag', 'SHA-256 or Git’s SHA-1');
  }

  private address(revision: string, file: string): string {
    const { owner, repository } = this.name;
    return `${this.endpoint}/${owner}/${repository}/resolve/${encodeURIComponent(revision)}/${file}`;
  }

  private notAHub(url: string, got: string, expected: string): HubError {
    const remedy = 'Check HF_ENDPOINT: it has to be the Hugging Face hub or a faithful mirror of it.';
    return new HubError('not-a-hub', url, got, expected, remedy);
  }
}

/** So that a run without network knows what a branch meant. */
async function remember(path: string, commit: string): Promise<void> {
  const fresh = `${path}.${randomBytes(4).toString('hex')}`;
  try {
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(fresh, commit);
    await rename(fresh, path);
  } catch (error) {
    throw diskError(error, path);
  }
}

/** The token itself is never shown. */
function requireToken(token: string | undefined): string | undefined {
  const trimmed = token?.trim();
  if (trimmed && !/^[\x21-\x7e]+$/.test(trimmed)) {
    const got = 'characters that no token has';
    throw new HubError('bad-name', 'HF_TOKEN', got, 'letters, digits and signs', 'Copy it again.');
  }
  return trimmed || undefined;
}
