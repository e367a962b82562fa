import { expect } from '@jupyterlab/galata';
import { codeNotebook, finishedDocument, MIME_TYPE, monitorDocument, notebookOf } from './documents';
import { frames, openNotebook, SCREENSHOTS, still } from './lab';
import { test } from './lab-test';

test('nobody knows how a run stands that the document calls running when there is no kernel', async ({
  page,
  tmpPath
}) => {
  await openNotebook(page, tmpPath, 'no-kernel.ipynb', notebookOf([monitorDocument()]));
  const monitor = page.locator('.jp-EnetMonitor');
  await expect(monitor.locator('.jp-EnetSentence')).toHaveText(
    'Last heard at step 150 of 200: the notebook has no kernel now. Start one to learn how it ended.'
  );
  await expect(monitor.locator('.jp-EnetDetail')).toContainText(
    'The last checkpoint is checkpoints/run-1/epoch-1.'
  );
  await expect(monitor.getByRole('button', { name: 'stop' })).toBeHidden();
  await page.screenshot({ path: `${SCREENSHOTS}/monitor-interrupted.png` });
});

/** A Python kernel stands in for the TypeScript one: the protocol is the same. */
const PYTHON_RUN = `
import json, asyncio
from ipykernel.comm import Comm
from IPython.display import display
log = []
def opened(comm, message):
    log.append(message['content']['data'])
    comm.send({'runId': 'run-1', 'status': 'running'})
    @comm.on_msg
    def got(message):
        log.append(message['content']['data'])
        comm.send({'runId': 'run-1', 'status': 'stopping'})
get_ipython().kernel.comm_manager.register_target('efficientnet-lab.run', opened)
handle = display({'${MIME_TYPE}': json.loads(RUNNING), 'text/plain': 'run'}, raw=True, display_id='run')
`;

test('stop asks the kernel over the comm, updates keep the widget, a restart interrupts', async ({
  page,
  tmpPath
}) => {
  const running = JSON.stringify(JSON.stringify(monitorDocument()));
  const stopped = JSON.stringify(
    JSON.stringify(monitorDocument({ status: 'running', step: 170 }, 'Epoch 2 of 2 at step 170'))
  );
  const cells = [
    `RUNNING = ${running}\n${PYTHON_RUN}`,
    `log`,
    `handle.update({'${MIME_TYPE}': json.loads(${stopped}), 'text/plain': 'run'}, raw=True)`
  ];
  await openNotebook(page, tmpPath, 'stop.ipynb', codeNotebook(cells, 'python3'), true);
  await page.notebook.runCell(0, true);
  const monitor = page.locator('.jp-EnetMonitor');
  await expect(monitor.locator('.jp-EnetSentence')).toHaveText('Epoch 2 of 2: loss 0.21 at step 150');
  const marked = await monitor.elementHandle();
  await monitor.getByRole('button', { name: 'stop' }).click();
  await expect(monitor.locator('.jp-EnetBadge')).toHaveText('stopping');
  await page.notebook.runCell(1, true);
  const log = (await page.notebook.getCellTextOutput(1))!.join('');
  expect(log).toContain("{'runId': 'run-1'}");
  expect(log).toContain("{'action': 'stop'}");
  // Longer than the button waits for an answer before it says that there is none.
  await frames(page, 150);
  await expect(monitor.locator('.jp-EnetMessages')).toHaveText('');
  await page.notebook.runCell(2, true);
  await expect(monitor.locator('.jp-EnetSentence')).toHaveText('Stopping at step 170 of 200');
  expect(await marked!.evaluate((node) => node.isConnected)).toBe(true);
  await page.screenshot({ path: `${SCREENSHOTS}/monitor-stopping.png` });
  await page.menu.clickMenuItem('Kernel>Restart Kernel…');
  await page.locator('.jp-Dialog').getByRole('button', { name: 'Confirm Kernel Restart' }).click();
  await expect(monitor.locator('.jp-EnetSentence')).toHaveText(
    'Interrupted at step 170 of 200: the kernel was restarted.'
  );
});

test('a run whose graph is being built says so, and for how long, in either theme and in a narrow place', async ({
  page,
  tmpPath
}) => {
  const sentence = (seconds: string): string => `Building the graph of a training step${seconds}.`;
  const building = {
    ...{ building: true, step: 0, elapsedSeconds: 0, remainingSeconds: null, imagesPerSecond: null },
    ...{
      learningRate: 0,
      curve: { step: [], loss: [], accuracy: [], learningRate: [] },
      history: [],
      checkpoint: null
    }
  };
  const documents = [
    monitorDocument(building, sentence('')),
    monitorDocument({ ...building, elapsedSeconds: 3.2 }, sentence(', 3.2 s so far')),
    monitorDocument(
      { ...building, building: false, step: 1 },
      'Epoch 1 of 2, step 1 of 200: 12.5 % training accuracy.'
    )
  ].map((document) => JSON.stringify(JSON.stringify(document)));
  const update = (json: string): string =>
    `handle.update({'${MIME_TYPE}': json.loads(${json}), 'text/plain': 'run'}, raw=True)`;
  // Whatever the view asks, the run goes on.
  const going = PYTHON_RUN.replace("'stopping'", "'running'");
  const cells = [`RUNNING = ${documents[0]}\n${going}`, ...documents.slice(1).map(update)];
  await openNotebook(page, tmpPath, 'building.ipynb', codeNotebook(cells, 'python3'), true);
  await page.notebook.runCell(0, true);
  const monitor = page.locator('.jp-EnetMonitor');
  await expect(monitor.locator('.jp-EnetSentence')).toHaveText(sentence(''));
  await expect(monitor.locator('.jp-EnetBadge')).toHaveText('building');
  // No value: nobody knows how far it is.
  const bar = monitor.getByRole('progressbar', { name: 'Training progress' });
  await expect(bar).toHaveJSProperty('position', -1);
  await expect(bar).toHaveText('building the graph');
  await expect(monitor.locator('.jp-EnetAnnouncer')).toHaveText(sentence(''));
  await expect(monitor.getByRole('button', { name: 'stop' })).toBeEnabled();
  await page.notebook.runCell(1, true);
  await expect(monitor.locator('.jp-EnetSentence')).toHaveText(sentence(', 3.2 s so far'));
  await expect(monitor.locator('.jp-EnetAnnouncer')).toHaveText(sentence(''));
  await monitor.screenshot({ path: `${SCREENSHOTS}/monitor-building.png` });
  await page.theme.setDarkTheme();
  await monitor.screenshot({ path: `${SCREENSHOTS}/monitor-building-dark.png` });
  await page.theme.setLightTheme();
  await page.sidebar.close('left');
  await page.setViewportSize({ width: 480, height: 1800 });
  await still(monitor);
  await monitor.screenshot({ path: `${SCREENSHOTS}/monitor-building-narrow.png` });
  const head = monitor.locator('.jp-EnetHead');
  expect(await head.evaluate((node) => node.scrollWidth <= node.clientWidth)).toBe(true);
  await page.notebook.runCell(2, true);
  await expect(monitor.locator('.jp-EnetBadge')).toHaveText('running');
  await expect(bar).toHaveJSProperty('value', 0.005);
  await expect(monitor.locator('.jp-EnetAnnouncer')).toContainText('step 1 of 200');
});

test('the panel follows the newest training of the notebook', async ({ page, tmpPath }) => {
  await openNotebook(page, tmpPath, 'panel.ipynb', notebookOf([finishedDocument()]));
  await page.evaluate(async () => {
    await window.jupyterapp.commands.execute('efficientnet-lab:open-training-monitor');
  });
  const panel = page.locator('#efficientnet-lab-monitor .jp-EnetMonitor');
  await expect(panel.locator('.jp-EnetSentence')).toContainText('98.61 %');
  const accuracy = panel.getByRole('figure', { name: 'Accuracy against epochs' });
  await expect(accuracy.locator('.jp-EnetPlot-layer')).toContainText('validation');
  await expect(accuracy.locator('.jp-EnetPlot-layer')).toContainText('98.6 %');
  await page.theme.setDarkTheme();
  await still(page.locator('body'));
  await page.screenshot({ path: `${SCREENSHOTS}/monitor-panel-dark.png` });
});
