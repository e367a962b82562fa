import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { downloadWeights, parseHubConfig } from '../../kernel-helpers/src/model/hub';
import { startHub, type TestHub } from '../../kernel-helpers/src/model/hub/hub.fixtures';

const PYTHON = join(__dirname, '..', '..', '.setup', 'bench-venv', 'bin', 'python');
const NAME = 'timm/tf_efficientnet_b0.in1k';

let hub: TestHub;
let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hub-client-'));
  hub = await startHub();
});
afterEach(async () => {
  await hub.close();
  rmSync(folder, { recursive: true });
});

async function python(what: string): Promise<Record<string, unknown>> {
  const env = { ...process.env, HF_ENDPOINT: hub.hub.origin, HF_HUB_OFFLINE: '', HF_HOME: folder };
  const { stdout } = await promisify(execFile)(PYTHON, [join(__dirname, 'hub.py'), folder, what], { env });
  return JSON.parse(stdout) as Record<string, unknown>;
}

it("gets the same files as the hub's own client, from the same server", async () => {
  const theirs = (await python('client')) as Record<string, string>;
  const { weights, commit } = await downloadWeights(NAME, { endpoint: hub.hub.origin, folder });
  const ours: Record<string, string> = {
    'model.safetensors': weights,
    'config.json': join(folder, 'timm--tf_efficientnet_b0.in1k', commit, 'config.json')
  };
  for (const [file, path] of Object.entries(theirs)) {
    expect(path).toContain(commit);
    expect(readFileSync(ours[file]).equals(readFileSync(path)), file).toBe(true);
  }
});

it('reads what timm writes as timm does', async () => {
  const names = ['tf_efficientnet_b0', 'efficientnet_b1', 'tf_efficientnet_lite0', 'tf_efficientnetv2_b0'];
  const told = await python(names.join(','));
  for (const name of names) {
    const config = parseHubConfig(readFileSync(join(folder, `${name}.json`), 'utf8'), name);
    expect(config).toMatchObject({ architecture: name, classes: 7 });
    const { inputSize, mean, std, cropFraction, interpolation } = config;
    expect(told[name]).toMatchObject({
      input_size: inputSize,
      mean,
      std,
      crop_pct: cropFraction,
      interpolation
    });
  }
});
