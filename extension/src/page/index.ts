/** The script of an interactive page: makes the views of a notebook live where their stored pictures stand. */
import type { LabDocument } from '@efficientnet-lab/kernel-helpers/contract';
import { MIME_TYPE } from '@efficientnet-lab/kernel-helpers/contract';
import { nullTranslator } from '@jupyterlab/translation';
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import { Widget } from '@lumino/widgets';
import '@lumino/widgets/style/index.css';
import '@jupyterlab/application/style/menus.css';
import renderMathInElement from 'katex/contrib/auto-render';
import 'katex/dist/katex.css';
import '../../style/index.css';
import { element } from '../dom/element';
import { PinBoard } from '../pins/board';
import { addColourSheet } from '../plot/colours';
import { LabRenderer } from '../renderer/widget';
import { TRANSLATION_DOMAIN, type ViewEnvironment } from '../tokens';
import { adapterOf } from '../views';
import { showDialog } from './jupyterlab';
import '../../src/page/page.css';
import { PageTheme } from './theme';

/** As in markdown cells of JupyterLab. */
const DELIMITERS = [
  { left: '$$', right: '$$', display: true },
  { left: '\\[', right: '\\]', display: true },
  { left: '$', right: '$', display: false },
  { left: '\\(', right: '\\)', display: false }
];

addColourSheet();
const theme = new PageTheme(found('style#enet-dark'), found('button#enet-theme'));
const code = found<HTMLButtonElement>('button#enet-code');
code.addEventListener('click', () => {
  const isHidden = document.body.classList.toggle('jp-EnetPage-mod-withoutCode');
  code.setAttribute('aria-pressed', String(isHidden));
});

const environment: ViewEnvironment = {
  trans: nullTranslator.load(TRANSLATION_DOMAIN),
  themeChanged: theme.changed,
  pins: new PinBoard(),
  inPanel: false,
  session: () => null,
  writeCell: () => false,
  open: (opened) => void openAbove(opened)
};

for (const prose of document.querySelectorAll<HTMLElement>('.jp-RenderedMarkdown, .jp-RenderedLatex')) {
  renderMathInElement(prose, { delimiters: DELIMITERS, throwOnError: false });
}
found<HTMLElement>('#enet-buttons').hidden = false;
void showAll();

/** One view after the other, from the top, so that the page answers meanwhile. */
async function showAll(): Promise<void> {
  for (const place of document.querySelectorAll<HTMLElement>('.jp-EnetLiving')) {
    await show(place);
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  found<HTMLElement>('#enet-saved').hidden = true;
  found<HTMLElement>('#enet-live').hidden = false;
}

async function show(place: HTMLElement): Promise<void> {
  const stored = place.querySelector('script')?.textContent ?? '{}';
  const picture = place.querySelector('img');
  const renderer = await rendered(JSON.parse(stored) as ReadonlyPartialJSONObject, {
    changed: (data) => picture && follow(picture, data)
  });
  const live = element('div', { class: 'jp-EnetLiving-view' });
  place.replaceChildren(...(picture ? [picture] : []), live);
  Widget.attach(renderer, live);
}

/** The picture, which paper shows, follows what a reader changes as that in a notebook does. */
function follow(picture: HTMLImageElement, data: ReadonlyPartialJSONObject): void {
  const { 'image/svg+xml': svg, 'text/plain': text } = data;
  if (typeof svg === 'string' && typeof text === 'string') {
    picture.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
    picture.alt = text;
  }
}

async function openAbove(opened: LabDocument): Promise<void> {
  const { trans } = environment;
  const body = await rendered(
    { [MIME_TYPE]: opened as unknown as ReadonlyPartialJSONObject },
    { inPanel: true }
  );
  const title = adapterOf(opened.view)?.label(trans) ?? trans.__('Training monitor');
  await showDialog({ title, body, buttons: [{ label: trans.__('Close') }] });
}

/** The states that a reader gives a view last as long as the page; `changed` hears of them. */
async function rendered(
  data: ReadonlyPartialJSONObject,
  {
    inPanel = false,
    changed
  }: { inPanel?: boolean; changed?: (data: ReadonlyPartialJSONObject) => void } = {}
): Promise<LabRenderer> {
  const renderer = new LabRenderer({ ...environment, inPanel });
  let held = data;
  const model: IRenderMime.IMimeModel = {
    trusted: false,
    metadata: {},
    get data() {
      return held;
    },
    setData: ({ data: written = held }) => {
      held = written;
      changed?.(held);
    }
  };
  await renderer.renderModel(model);
  return renderer;
}

function found<E extends Element>(selector: string): E {
  const node = document.querySelector<E>(selector);
  if (node === null) {
    throw new Error(`The page has no ${selector}.`);
  }
  return node;
}
