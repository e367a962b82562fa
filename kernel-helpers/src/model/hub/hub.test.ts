import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { mutated } from '../../data/mutated.fixtures';
import { DownloadError } from '../../download';
import { sampleBytes, serveBytes } from '../../download/server.fixtures';
import { parseHubConfig } from './config';
import { HubError } from './errors';
import { downloadWeights, type HubOptions } from './hub';
import { COMMIT, CONFIG, startHub, type TestHub } from './hub.fixtures';
import { isHubName, parseHubName } from './name';

const NAME = 'timm/tf_efficientnet_b0.in1k';

let server: TestHub;
let cache: string;

beforeEach(async () => {
  server = await startHub();
  cache = mkdtempSync(join(tmpdir(), 'hub-'));
  vi.stubEnv('EFFICIENTNET_LAB_CACHE', cache);
  vi.stubEnv('HF_ENDPOINT', `${server.hub.origin}/`);
  vi.stubEnv('HF_TOKEN', '');
  vi.stubEnv('HF_HUB_OFFLINE', '');
  vi.stubEnv('EFFICIENTNET_LAB_OFFLINE', '');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await server.close();
  rmSync(cache, { recursive: true });
});

async function failure(name: string, options: HubOptions = {}): Promise<HubError | DownloadError> {
  const error: unknown = await downloadWeights(name, { waitMs: 1, ...options }).catch((reason) => reason);
  if (error instanceof HubError || error instanceof DownloadError) {
    return error;
  }
  throw new Error(`Not a typed error: ${String(error)}`);
}

test('weights and configuration of one commit come by name', async () => {
  const { weights, config, commit } = await downloadWeights(NAME);
  expect(commit).toBe(COMMIT);
  expect(weights).toBe(join(cache, 'hub', 'timm--tf_efficientnet_b0.in1k', COMMIT, 'model.safetensors'));
  expect(readFileSync(weights).equals(server.weights)).toBe(true);
  expect(config).toEqual({
    architecture: 'tf_efficientnet_b0',
    classes: 1000,
    inputSize: [3, 224, 224],
    testInputSize: null,
    mean: [0.485, 0.456, 0.406],
    std: [0.229, 0.224, 0.225],
    cropFraction: 0.875,
    testCropFraction: null,
    interpolation: 'bicubic',
    labelNames: null
  });
});

test('what is there is not asked for again, and by commit nothing is', async () => {
  await downloadWeights(NAME);
  const requests = server.hub.requests.length;
  await downloadWeights(`${NAME}@${COMMIT}`);
  expect(server.hub.requests).toHaveLength(requests);
  await downloadWeights(NAME);
  expect(server.store.requests).toHaveLength(1);
});

test('a reference of the hub is one part of the address', async () => {
  expect(await downloadWeights(NAME, { revision: 'refs/pr/1' })).toMatchObject({ commit: COMMIT });
});

test('the token is for the endpoint alone', async () => {
  vi.stubEnv('HF_TOKEN', 'hf_secret\n');
  await downloadWeights(NAME);
  const told = new Set(server.hub.requests.map(({ headers }) => headers.authorization));
  expect([...told]).toEqual(['Bearer hf_secret']);
  expect(server.store.requests.map(({ headers }) => headers.authorization)).toEqual([undefined]);
});

test('a token that is none is refused without being told', async () => {
  vi.stubEnv('HF_TOKEN', 'secret with\nlines');
  const error = await failure(NAME);
  expect(error.kind).toBe('bad-name');
  expect(error.message).not.toContain('secret');
});

test('offline, what was downloaded is found, and what was not is told', async () => {
  vi.stubEnv('HF_HUB_OFFLINE', '1');
  const error = await failure(NAME);
  expect(error.kind).toBe('offline');
  expect(error.message).toContain(join(cache, 'hub'));
  expect((await failure(`${NAME}@${COMMIT}`)).kind).toBe('offline');
  expect(server.hub.requests).toHaveLength(0);
  vi.stubEnv('HF_HUB_OFFLINE', '');
  const { weights } = await downloadWeights(NAME);
  await server.close();
  vi.stubEnv('HF_HUB_OFFLINE', '1');
  expect((await downloadWeights(NAME)).weights).toBe(weights);
});

test('other bytes than the hub announces are refused', async () => {
  server.store.answer = serveBytes(sampleBytes(100_000).reverse());
  expect((await failure(NAME)).kind).toBe('wrong-checksum');
  server.store.answer = serveBytes(sampleBytes(99_999));
  expect((await failure(NAME)).kind).toBe('wrong-length');
});

test('a configuration changed on its way is refused', async () => {
  const { answer } = server.hub;
  const other = Buffer.from(JSON.stringify(CONFIG).replace('1280', '1281'));
  server.hub.answer = (request, response) =>
    (request.method === 'GET' ? serveBytes(other) : answer)(request, response);
  expect((await failure(NAME)).kind).toBe('wrong-checksum');
});

test('weights that break off are gone on with at the next call', async () => {
  server.store.answer = serveBytes(server.weights, { cutAfter: 60_000 });
  expect((await failure(NAME, { attempts: 1 })).kind).toBe('interrupted');
  server.store.answer = serveBytes(server.weights);
  const { weights } = await downloadWeights(NAME);
  expect(readFileSync(weights).equals(server.weights)).toBe(true);
  expect(server.store.requests[1].headers.range).toBe('bytes=60000-');
});

test('what the hub does not have is told in its words', async () => {
  const error = await failure('timm/no_such');
  expect(error.kind).toBe('not-found');
  expect(error.message).toContain('RepoNotFound');
  expect((await failure(NAME, { file: 'pytorch_model.bin' })).message).toContain('EntryNotFound');
});

test('a server that is no hub is told', async () => {
  server.hub.answer = serveBytes(Buffer.from('<html>'));
  expect((await failure(NAME)).kind).toBe('not-a-hub');
});

test.each([
  'timm',
  'timm/',
  '/etc/passwd',
  '../timm/x',
  'timm/..',
  'timm/.',
  'timm/a..b',
  'timm/a--b',
  'timm/a/b',
  'timm\\a',
  'timm/a b',
  'timm/a?b',
  'timm/a#b',
  'timm/-a',
  'timm/a@main@x',
  'timm/a@../x',
  'timm/a@',
  'https://huggingface.co/timm/a',
  `timm/${'a'.repeat(97)}`,
  ''
])('%j is no name', async (name) => {
  expect(isHubName(name)).toBe(false);
  expect((await failure(name)).kind).toBe('bad-name');
  expect(server.hub.requests).toHaveLength(0);
});

test.each(['../model.safetensors', 'a/b', 'config.json', '', '.hidden'])(
  '%j is no file of weights',
  async (file) => {
    expect((await failure(NAME, { file })).kind).toBe('bad-name');
  }
);

test('names may carry a revision, once', () => {
  expect(parseHubName(NAME)).toEqual({
    owner: 'timm',
    repository: 'tf_efficientnet_b0.in1k',
    revision: 'main'
  });
  expect(parseHubName(`${NAME}@v1`).revision).toBe('v1');
  expect(() => parseHubName(`${NAME}@v1`, 'v2')).toThrow('"v1" in the name and "v2" beside it');
});

test('the older flat configuration and label names are read', () => {
  const flat = {
    ...CONFIG.pretrained_cfg,
    architecture: 'tf_efficientnet_b0',
    num_classes: 2,
    test_input_size: [3, 256, 256]
  };
  const read = (fields: object): unknown =>
    parseHubConfig(JSON.stringify({ ...flat, ...fields }), 'x').labelNames;
  expect(parseHubConfig(JSON.stringify(flat), 'x')).toMatchObject({
    classes: 2,
    testInputSize: [3, 256, 256]
  });
  expect(read({ label_names: ['cat', 'dog'] })).toEqual(['cat', 'dog']);
  expect(read({ label_names: { 0: 'cat', 1: 'dog' } })).toEqual(['cat', 'dog']);
  expect(() => read({ label_names: ['cat'] })).toThrow('label_names');
});

test.each<[string, unknown]>([
  ['architecture', undefined],
  ['architecture', '../x'],
  ['num_classes', 0],
  ['num_classes', 1e12],
  ['num_classes', '1000'],
  ['input_size', [224, 224]],
  ['input_size', [3, 224.5, 224]],
  ['mean', [0.5]],
  ['mean', [0.5, 0.5, null]],
  ['std', [0, 0.5, 0.5]],
  ['crop_pct', 2],
  ['interpolation', 'magic'],
  ['label_names', ['one']]
])('a configuration whose %s is %j is refused by name', (field, value) => {
  const text = JSON.stringify({ ...CONFIG, [field]: value ?? null });
  expect(() => parseHubConfig(text, 'x')).toThrow(HubError);
  expect(() => parseHubConfig(text, 'x')).toThrow(field);
});

test.each(['', '[]', 'null', '5', '{'])('%j is no configuration', (text) => {
  expect(() => parseHubConfig(text, 'x')).toThrow(HubError);
});

test('a configuration changed anywhere is read or refused', () => {
  const text = Buffer.from(JSON.stringify(CONFIG));
  let refused = 0;
  for (let seed = 0; seed < 2_000; seed++) {
    try {
      parseHubConfig(Buffer.from(mutated(text, seed)).toString(), 'x');
    } catch (error) {
      expect(error, `seed ${seed}`).toBeInstanceOf(HubError);
      refused++;
    }
  }
  expect(refused).toBeGreaterThan(1_000);
});
