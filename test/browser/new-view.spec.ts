import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect } from '@jupyterlab/galata';
import { MIME_TYPE, notebookOf } from './documents';
import { expectSaved, openNotebook, openView, SCREENSHOTS, still } from './lab';
import { test } from './lab-test';
import { SourceCopy } from './source-copy';

// The page gets another extension than that of all other tests.
test.use({ ownPage: true, autoGoto: false });

const ROOT = resolve(__dirname, '../..');
/** Not below `test`, whose folders are looked through for tests and imports. */
const COPY = join(ROOT, '.setup/new-view');

test.afterEach(() => rmSync(COPY, { recursive: true, force: true }));

test('a view made of the template, as CONTRIBUTING says, is shown by the kernel and works in the page', async ({
  page,
  tmpPath
}) => {
  // Copying, checking and bundling take half a minute on two idle cores.
  test.setTimeout(600_000);
  const copy = new SourceCopy(COPY);
  const written = (await copy.run('npm', 'run', '--silent', 'new-view', '--', 'kernel-sizes'))
    .trim()
    .split('\n');
  const sources = written.filter((file) => file.endsWith('.ts'));
  expect(copy.typeErrors(sources)).toEqual([]);
  copy.compile(sources.filter((file) => !file.endsWith('.test.ts')));
  await copy.run('npm', 'run', '--silent', 'schema', '-w', 'kernel-helpers');
  expect(copy.read('kernel-helpers/schema/v1.json')).toContain('"const": "kernel-sizes"');
  await copy.run('npm', 'run', '--silent', 'translations');
  expect(copy.read('extension/locale/efficientnet_lab.pot')).toContain('"Kernel sizes"');
  await copy.run(
    process.execPath,
    join(ROOT, 'node_modules/vitest/vitest.mjs'),
    ...['run', '--update', 'kernel-helpers/src/views/kernel-sizes', 'kernel-helpers/src/views/quantities']
  );

  const document = {
    version: 1,
    view: 'kernel-sizes',
    sentence: '',
    data: { channels: 64, kernelSize: 3 }
  };
  const bundle = JSON.parse(
    await copy.run(
      process.execPath,
      '-p',
      `JSON.stringify(require('./kernel-helpers/lib/notebook/show').bundleOf(${JSON.stringify(document)}, new Date()))`
    )
  ) as Record<string, unknown>;
  // 56² · 3² · 64²
  const sentence = 'With 64 channels, the convolution costs 116 M MACs';
  expect(bundle[MIME_TYPE]).toEqual({ ...document, sentence });
  expect(bundle['text/plain']).toContain(`${sentence}\n115,605,504 MACs`);
  expect(bundle['image/svg+xml']).toContain('>116 M</text>');

  const { folder, entry } = await copy.bundle();
  await page.context().route(/\/extensions\/@efficientnet-lab\/extension\//, async (route) => {
    const [, file] = new URL(route.request().url()).pathname.split('/@efficientnet-lab/extension/');
    await route.fulfill({ path: join(folder, /remoteEntry\.\w+\.js$/.test(file) ? entry : file) });
  });
  await page.goto();
  await page.sidebar.close('left');
  await openView(page, 'kernel-sizes', '.jp-EnetKernelSizes');

  const notebook = JSON.parse(notebookOf([document])) as { cells: { outputs: { data: unknown }[] }[] };
  notebook.cells[0].outputs[0].data = bundle;
  const path = await openNotebook(page, tmpPath, 'kernel-sizes.ipynb', JSON.stringify(notebook));
  const view = page.locator('.jp-Notebook .jp-EnetKernelSizes');
  await expect(view.locator('.jp-EnetSentence')).toHaveText(sentence);
  await expect(view.locator('.jp-EnetPlot-layer text').filter({ hasText: '116 M' })).toBeVisible();
  await view.locator('input[type=range][data-parameter=channels]').focus();
  await page.keyboard.press('ArrowRight');
  await expect(view.locator('.jp-EnetSentence')).toContainText('With 65 channels');
  await expectSaved(page, path, (saved) => {
    expect(saved.document.data).toEqual({ channels: 65, kernelSize: 3 });
    expect(saved.document.sentence).toContain('With 65 channels');
    expect(saved.svg).toContain('With 65 channels');
  });
  await still(view);
  await view.screenshot({ path: `${SCREENSHOTS}/new-view.png` });
});
