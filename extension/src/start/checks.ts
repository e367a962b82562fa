import { summarize, variant } from '@efficientnet-lab/kernel-helpers/analysis';
import type { Contents, ServiceManager } from '@jupyterlab/services';
import chapters from './chapters.json';

/** The kernel that the chapters name. */
const KERNEL = 'efficientnet-lab';
/** Where chapters lie if not in the folder that is shown: below JupyterLab's own. */
const FOLDERS = ['notebooks', 'chapters'];
const SAMPLES = 'samples';
/** Written last of all samples. */
const LAST_SAMPLE = 'generated.npz';

/** A chapter as the start page lists it. */
export interface Chapter {
  readonly file: string;
  readonly title: string;
  readonly minutes: number;
  readonly exercises: number;
}

export const CHAPTERS: readonly Chapter[] = chapters;

/** What lies in the folders. */
export interface Found {
  /** The folder with the chapters, as JupyterLab's file browser has it; null where there is none. */
  readonly folder: string | null;
  /** Names of the chapters in it. */
  readonly files: readonly string[];
  readonly samples: boolean;
}

async function namesIn(contents: Contents.IManager, path: string): Promise<string[]> {
  const { content } = (await contents.get(path)) as { content: Contents.IModel[] };
  return content.map(({ name }) => name);
}

/**
 * Looks for the chapters in the folder that the file browser shows, and in JupyterLab's own folder and below it.
 * @param shown - path of the folder that is shown
 */
export async function findChapters(contents: Contents.IManager, shown: string): Promise<Found> {
  const top = await namesIn(contents, '');
  const below = FOLDERS.filter((name) => top.includes(name));
  for (const folder of new Set([shown, '', ...below])) {
    const names = folder === '' ? top : await namesIn(contents, folder);
    const files = CHAPTERS.map(({ file }) => file).filter((file) => names.includes(file));
    if (files.length > 0) {
      const samples = names.includes(SAMPLES)
        ? await namesIn(contents, folder === '' ? SAMPLES : `${folder}/${SAMPLES}`)
        : [];
      return { folder, files, samples: samples.includes(LAST_SAMPLE) };
    }
  }
  return { folder: null, files: [], samples: false };
}

/** Whether JupyterLab's server knows the kernel. */
export async function hasKernel({ kernelspecs }: ServiceManager.IManager): Promise<boolean> {
  await kernelspecs.ready;
  return kernelspecs.specs?.kernelspecs[KERNEL] !== undefined;
}

/** What the kernel said when it was asked. */
export type Answer =
  { readonly ok: true; readonly macs: number } | { readonly ok: false; readonly why: string };

const QUESTION = [
  `import * as enet from '@efficientnet-lab/kernel-helpers';`,
  `const sum = enet.tf.tidy(() => enet.tf.tensor1d([1, 2, 3]).sum().dataSync()[0]);`,
  `console.log(JSON.stringify({ macs: enet.summarize(enet.variant('b0')).macs.total, sum }));`
].join('\n');

/** MACs of B0 as this page computes them. */
function expectedMacs(): number {
  return summarize(variant('b0')).macs.total;
}

/**
 * Starts a kernel of its own, lets the helpers count B0 and TensorFlow add three numbers, and ends the kernel.
 */
export async function askKernel({ kernels }: ServiceManager.IManager): Promise<Answer> {
  const kernel = await kernels.startNew({ name: KERNEL });
  try {
    let printed = '';
    let complaint = '';
    const asked = kernel.requestExecute({ code: QUESTION, store_history: false });
    asked.onIOPub = ({ header, content }) => {
      if (header.msg_type === 'stream' && 'text' in content) {
        const { name, text } = content as { name: string; text: string };
        printed += name === 'stdout' ? text : '';
        complaint += name === 'stderr' ? text : '';
      }
    };
    const reply = await asked.done;
    if (reply.content.status !== 'ok') {
      return { ok: false, why: complaint.trim().split('\n')[0] || reply.content.status };
    }
    const { macs, sum } = JSON.parse(printed) as { macs: number; sum: number };
    return macs === expectedMacs() && sum === 6 ? { ok: true, macs } : { ok: false, why: printed.trim() };
  } finally {
    await kernel.shutdown();
    kernel.dispose();
  }
}
