import { createHash } from 'node:crypto';
import {
  type Answer,
  sampleBytes,
  serveBytes,
  sha256,
  startServer,
  type TestServer
} from '../../download/server.fixtures';

export const COMMIT = 'a1b2c3d4e5f60718293a4b5c6d7e8f9001122334';

/** As timm writes it for tf_efficientnet_b0.in1k. */
export const CONFIG = {
  architecture: 'tf_efficientnet_b0',
  num_classes: 1000,
  num_features: 1280,
  pretrained_cfg: {
    tag: 'in1k',
    custom_load: false,
    input_size: [3, 224, 224],
    fixed_input_size: false,
    interpolation: 'bicubic',
    crop_pct: 0.875,
    crop_mode: 'center',
    mean: [0.485, 0.456, 0.406],
    std: [0.229, 0.224, 0.225],
    num_classes: 1000,
    pool_size: [7, 7],
    first_conv: 'conv_stem',
    classifier: 'classifier'
  }
};

/** Where the hub sends those who ask for a small file. */
const CACHED = '/cached/config.json';

/** A hub with one repository, whose large file lies with another server as on the real one. */
export interface TestHub {
  hub: TestServer;
  store: TestServer;
  weights: Uint8Array;
  close(): Promise<void>;
}

export async function startHub(
  weights = sampleBytes(100_000),
  config = JSON.stringify(CONFIG)
): Promise<TestHub> {
  const store = await startServer(serveBytes(weights));
  const hub = await startServer(hubAnswer(store.origin, weights, Buffer.from(config)));
  return {
    hub,
    store,
    weights,
    close: async () => {
      await Promise.all([hub.close(), store.close()]);
    }
  };
}

function hubAnswer(store: string, weights: Uint8Array, config: Buffer): Answer {
  const blob = createHash('sha1').update(`blob ${config.length}\0`).update(config).digest('hex');
  const small = serveBytes(config, { etag: `"${blob}"` });
  return (request, response) => {
    response.setHeader('x-repo-commit', COMMIT);
    if (request.url === CACHED) {
      small(request, response);
      return;
    }
    const [, owner, repository, , revision, file] = (request.url ?? '').split('/');
    const found = owner === 'timm' && repository === 'tf_efficientnet_b0.in1k';
    if (!found || !['main', 'refs%2Fpr%2F1', COMMIT].includes(revision)) {
      response.writeHead(404, { 'x-error-code': found ? 'RevisionNotFound' : 'RepoNotFound' }).end();
    } else if (file === 'config.json') {
      response.writeHead(307, { location: CACHED }).end();
    } else if (file === 'model.safetensors') {
      const linked = { 'x-linked-etag': `"${sha256(weights)}"`, 'x-linked-size': `${weights.length}` };
      response.writeHead(302, { location: `${store}/object?signature=1`, ...linked }).end();
    } else {
      response.writeHead(404, { 'x-error-code': 'EntryNotFound' }).end();
    }
  };
}
