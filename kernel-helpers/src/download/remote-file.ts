import { httpAddress } from './errors';
import { request, requireFound } from './request';
import { type Patience, retried, STALL_MS } from './retry';

export interface RemoteFileOptions extends Patience {
  url: string;
  /** Sent to the address's own origin only. */
  token?: string;
}

/** What a server says of a file without sending it. */
export interface RemoteFile {
  status: number;
  headers: Headers;
}

/** Asks for a file's headers, following redirects within the address's own origin. @throws DownloadError */
export function remoteFile(options: RemoteFileOptions): Promise<RemoteFile> {
  const { token, signal, stallMs = STALL_MS } = options;
  const url = httpAddress(options.url);
  return retried(url, options, async () => {
    const exchange = await request(url, { method: 'HEAD', token, signal, stallMs, leaveOrigin: false });
    try {
      requireFound(exchange, url);
      const { status, headers } = exchange.response;
      return { status, headers };
    } finally {
      exchange.close();
    }
  });
}
