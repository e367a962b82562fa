import {
  galata,
  type GalataOptions,
  type IJupyterLabPageFixture,
  test as galataTest
} from '@jupyterlab/galata';

interface Lab {
  page: IJupyterLabPageFixture | null;
  readonly kernels: NonNullable<GalataOptions['kernels']>;
  readonly sessions: NonNullable<GalataOptions['sessions']>;
  readonly terminals: NonNullable<GalataOptions['terminals']>;
}

const LIGHT = 'JupyterLab Light';
/** Where the file browser of a shared page stands. */
const FOLDER = 'shared';

/**
 * Galata's `test` with a page that tests share: JupyterLab takes three seconds to start, longer than most of them.
 * Each finds it as started; after a failure Playwright ends the worker, and the page with it. `ownPage` is for tests
 * that load pages themselves or need other settings from the start.
 */
export const test = galataTest.extend<{ ownPage: boolean }, { lab: Lab }>({
  ownPage: [false, { option: true }],
  lab: [
    async ({}, use) => {
      const lab: Lab = { page: null, kernels: new Map(), sessions: new Map(), terminals: new Map() };
      await use(lab);
      await lab.page?.context().close();
    },
    { scope: 'worker' }
  ],
  page: async (
    {
      ownPage,
      lab,
      browser,
      request,
      appPath,
      autoGoto,
      baseURL,
      kernels,
      mockConfig,
      mockSettings,
      mockState,
      mockUser,
      resetWorkspace,
      sessions,
      terminals,
      tmpPath,
      viewport,
      waitForApplication
    },
    use,
    { errors }
  ) => {
    const start = async (
      folder: string,
      runners: Pick<GalataOptions, 'kernels' | 'sessions' | 'terminals'>
    ): Promise<IJupyterLabPageFixture> =>
      galata.initTestPage(
        appPath,
        autoGoto,
        baseURL ?? '',
        mockConfig,
        mockSettings,
        mockState,
        mockUser,
        await (await browser.newContext()).newPage(),
        runners.sessions,
        runners.terminals,
        folder,
        waitForApplication,
        runners.kernels,
        resetWorkspace
      );
    if (ownPage) {
      const page = await start(tmpPath, { kernels, sessions, terminals });
      await use(page);
      // An answer that galata hands on just then would fail the test.
      await page.unrouteAll({ behavior: 'ignoreErrors' });
      await page.context().close();
      return;
    }
    if (!lab.page) {
      // Not in the folder of one test, which goes when that test ends.
      await galata.newContentsHelper(request).createDirectory(FOLDER);
      lab.page = await start(FOLDER, lab);
    }
    const { page } = lab;
    await page.setViewportSize(viewport ?? { width: 1440, height: 1000 });
    if ((await page.theme.getTheme()) !== LIGHT) {
      await page.theme.setTheme(LIGHT);
    }
    await use(page);
    if (errors.length === 0) {
      await clear(page);
      for (const kind of ['sessions', 'kernels', 'terminals'] as const) {
        await galata.Mock.clearRunners(request, [...lab[kind].keys()], kind);
        lab[kind].clear();
      }
    }
  }
});

/** Closes whatever was opened, without asking, and takes all pins from the board. */
async function clear(page: IJupyterLabPageFixture): Promise<void> {
  await page.keyboard.press('Escape');
  await page.evaluate(async () => {
    interface Board {
      load(pins: []): void;
    }
    const { shell } = window.jupyterapp;
    [...shell.widgets('main')].forEach((widget) => widget.dispose());
    const board = await window.galata.getPlugin('@efficientnet-lab/extension:pins' as never);
    (board as unknown as Board).load([]);
  });
}
