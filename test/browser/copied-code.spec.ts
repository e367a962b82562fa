import { recordsJson, type RecordSet, variant } from '@efficientnet-lab/kernel-helpers/analysis';
import {
  type MeasuredInNetwork,
  shownMeasurement
} from '@efficientnet-lab/kernel-helpers/views/normalization-noise';
import { explorerState } from '@efficientnet-lab/kernel-helpers/views/scaling-explorer';
import { expect, type IJupyterLabPageFixture } from '@jupyterlab/galata';
import {
  comparisonDocument,
  evaluationDocument,
  galleryDocument,
  gatesDocument,
  MEASURED_NOISE,
  MIME_TYPE,
  sweepDocument
} from './documents';
import { test } from './lab-test';

// Galata answers for kernels itself; this needs a real one.
test.use({ ownPage: true, kernels: null, sessions: null });

type State = Record<string, unknown>;
interface Shown {
  view: string;
  data: State;
}

const provenance = { kind: 'measured', source: 'runs', date: '2026-11-22', version: null } as const;
const RECORDS: RecordSet = {
  title: 'Own runs',
  measures: [{ key: 'latency', name: 'Latency', quantity: 'latency', unit: 'ms' }],
  records: [1, 2, 3, 4, 5].map((i) => ({
    name: `it's ${i}`,
    family: 'a "family"',
    accuracy: 80 - 20 / i,
    costs: { latency: 2 ** i },
    provenance
  }))
};
const source = { document: JSON.parse(recordsJson(RECORDS)) as object };
const spec = { ...variant('b0'), classes: 7 };

/** States of each view whose code is tried, besides the one that its panel starts with. */
const STATES: Record<string, State[]> = {
  'scaling-explorer': [
    { mode: 'published', variant: 'b3', depth: 1.4, width: 1.2, resolution: 300 },
    { mode: 'manual', depth: 1.2, width: 1.1, resolution: 258, variant: 'b3' },
    { phi: 1, gamma: 1.2, resolution: 269, variant: 'v2-s', picture: 'dimensions' },
    { phi: 1, depth: 1.2, width: 1.1, resolution: 258, pins: [{ letter: 'B', spec: variant('b2') }] }
  ],
  'block-explorer': [{ spatialDimensions: 1, kernelSize: 5, stride: 2, criterion: 'netUtility' }],
  'model-table': [{ spec, sort: { column: 'macs', descending: true }, search: "se_'" }],
  'tool-comparison': [{ spec }],
  'model-comparison': [comparisonDocument({ order: 'name', shown: 'bothWrong' }).data],
  'search-explorer': [
    {
      growth: 3,
      constraint: 'built',
      candidates: { kind: 'random', ranges: { from: 1, to: 1.6 }, count: 50, seed: 3 }
    }
  ],
  front: [
    { source: { published: 'paper-v1' }, cost: 'macs', budget: null },
    { source, budget: 20 }
  ],
  'stopping-point': [
    { axis: 'cost', rule: { kind: 'absolute', threshold: 0.5 } },
    { source: { kind: 'records', source, cost: 'latency', hidden: [], growth: 2, seed: 1, resamples: 100 } }
  ],
  'normalization-noise': [
    { shape: 'rectified', seed: 7, axis: 'groups' },
    { ...{ side: 16, channels: 8, groups: 1, correlation: 0.05 }, measured: MEASURED_NOISE }
  ],
  gates: [
    gatesDocument({ block: { spec: variant('b0'), name: 'block2b' }, channelNames: ["it's", '"b"', 'c\\'] })
      .data
  ],
  evaluation: [evaluationDocument({ cells: 'shares', selected: { truth: 1, predicted: 2 } }).data],
  'sweep-dashboard': [
    sweepDocument({
      cost: 'params',
      selected: 'c3',
      brushes: [{ axis: 'setting.alpha', from: 1.1, to: 1.25 }],
      sort: { column: 'name', descending: false }
    }).data
  ],
  gallery: [galleryDocument({ shown: 'mistakes', order: 'loss', enlarged: 3 }).data]
};

/** Every view that has a command, as a panel in a state, and what it gives to copy. */
async function copied(
  page: IJupyterLabPageFixture,
  command: string,
  state: State | null
): Promise<{ document: Shown; code: string }> {
  return page.evaluate(
    async ([id, changes]) => {
      const { commands } = window.jupyterapp;
      const open = (args: object) => commands.execute(id as string, args as never) as Promise<Panel>;
      interface Panel {
        content: { toDocument(): Shown; code(): string };
        dispose(): void;
      }
      const start = await open({});
      const { data } = start.content.toDocument();
      const panel = changes === null ? start : await open({ state: { ...data, ...(changes as State) } });
      const result = { document: panel.content.toDocument(), code: panel.content.code() };
      start.dispose();
      panel.dispose();
      return JSON.parse(JSON.stringify(result)) as typeof result;
    },
    [command, state] as const
  );
}

/** What one kernel shows for each code. */
async function run(page: IJupyterLabPageFixture, codes: string[]): Promise<(Shown | string)[]> {
  return page.evaluate(
    async ([all, mime]) => {
      const kernel = await window.jupyterapp.serviceManager.kernels.startNew({ name: 'efficientnet-lab' });
      const shown: (Shown | string)[] = [];
      for (const code of all) {
        const future = kernel.requestExecute({ code });
        let result: Shown | string = 'nothing was shown';
        future.onIOPub = ({ content }) => {
          const { data, evalue } = content as { data?: Record<string, unknown>; evalue?: string };
          result = (data?.[mime] as Shown | undefined) ?? evalue ?? result;
        };
        await future.done;
        shown.push(result);
      }
      await kernel.shutdown();
      return shown;
    },
    [codes, MIME_TYPE] as const
  );
}

test('the code that any view gives to copy shows the same view in a real kernel', async ({ page }) => {
  const commands = await page.evaluate(() =>
    window.jupyterapp.commands
      .listCommands()
      // The training monitor and the start page have no state of their own.
      .filter((id) => /^efficientnet-lab:open-(?!training-monitor$|start$)/.test(id))
  );
  expect(commands.map((id) => id.replace('efficientnet-lab:open-', '')).sort()).toEqual(
    Object.keys(STATES).sort()
  );
  const expected: Shown[] = [];
  const codes: string[] = [];
  for (const [view, states] of Object.entries(STATES)) {
    for (const state of [null, ...states]) {
      const { document, code } = await copied(page, `efficientnet-lab:open-${view}`, state);
      expect(document).toMatchObject({ view, data: state ?? {} });
      expected.push(document);
      codes.push(code);
    }
  }
  const gates = await page.evaluate(async () => {
    const panel = await window.jupyterapp.commands.execute('efficientnet-lab:open-gates');
    (panel.node as HTMLElement)
      .querySelectorAll('button')
      .forEach((each) => each.textContent === 'fill with an example' && each.click());
    const { content } = panel as { content: { toDocument(): Shown; code(): string } };
    return { document: JSON.parse(JSON.stringify(content.toDocument())) as Shown, code: content.code() };
  });
  expect(gates.document.data.gates).not.toBeNull();
  const shown = await run(page, [...codes, gates.code]);
  [...expected, gates.document].forEach((document, i) => {
    expect(shown[i], [...codes, gates.code][i].slice(0, 300)).toMatchObject({ view: document.view });
    expect(seen(shown[i] as Shown), document.view).toEqual(seen(document));
  });
});

/** What can be seen: neither the explorer's controls of other modes nor other layers of a measurement. */
function seen({ view, data }: Shown): State {
  const measured = data.measured as MeasuredInNetwork | undefined;
  return view === 'scaling-explorer'
    ? { ...explorerState(data) }
    : measured
      ? { ...data, measured: shownMeasurement(measured) }
      : data;
}
