import { exact } from '@efficientnet-lab/kernel-helpers/wording';
import type { Contents, ServiceManager } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';
import { button } from '../controls/button';
import { element, setText } from '../dom/element';
import {
  type Answer,
  askKernel,
  type Chapter,
  CHAPTERS,
  findChapters,
  type Found,
  hasKernel
} from './checks';

const COPY_CHAPTERS = 'efficientnet-lab notebooks .';
const DOCTOR = 'efficientnet-lab doctor';

/** What the start page asks JupyterLab for. */
export interface StartServices {
  readonly trans: TranslationBundle;
  readonly services: ServiceManager.IManager;
  readonly contents: Contents.IManager;
  /** Path of the folder in which chapters are looked for first. */
  readonly folder: string;
  openFile(path: string): void;
  openTour(): void;
}

type State = 'waiting' | 'good' | 'missing' | 'open';

/** One line of what was looked for: a sign, a sentence, and what helps where something is missing. */
class Check {
  constructor(private readonly words: Record<State, string>) {
    this.node.append(this.sign, this.text);
    this.tell('waiting', '');
  }

  readonly node = element('li', { class: 'jp-EnetStart-check' });

  /** @param remedy - what helps: words, or a button; none for '' */
  tell(state: State, sentence: string, ...remedy: Node[]): void {
    this.node.dataset.state = state;
    setText(this.sign, this.words[state]);
    this.text.replaceChildren(sentence, ...remedy);
  }

  private readonly sign = element('span', { class: 'jp-EnetStart-sign' });
  private readonly text = element('span', {});
}

/** Where to begin: what is installed and works, the chapters with their minutes, and a tour. */
export class StartPanel extends Widget {
  constructor(private readonly host: StartServices) {
    super();
    this.addClass('jp-EnetPanel');
    const { trans } = host;
    const words: Record<State, string> = {
      waiting: '…',
      good: trans.__('ok'),
      missing: trans.__('missing'),
      open: trans.__('not tried')
    };
    this.kernel = new Check(words);
    this.answer = new Check(words);
    this.chapters = new Check(words);
    this.samples = new Check(words);
    this.node.append(
      element(
        'div',
        { class: 'jp-EnetView jp-EnetStart' },
        element('h2', { class: 'jp-EnetSentence' }, trans.__('Start here')),
        element(
          'p',
          {},
          trans.__(
            'Eleven notebooks take EfficientNets apart, build them and train them. Begin with the first: a network that reads digits, in a quarter of an hour.'
          )
        ),
        element('h3', { class: 'jp-EnetTitle' }, trans.__('Is everything there?')),
        element(
          'ul',
          { class: 'jp-EnetStart-checks', 'aria-live': 'polite' },
          ...[this.kernel, this.answer, this.chapters, this.samples].map(({ node }) => node)
        ),
        element(
          'div',
          { class: 'jp-EnetSwitch' },
          button(trans.__('look again'), () => void this.look()),
          button(trans.__('take the tour of a view'), () => host.openTour(), {
            title: trans.__('Six steps over the scaling explorer; Escape leaves')
          })
        ),
        element('h3', { class: 'jp-EnetTitle' }, trans.__('The chapters')),
        this.list
      )
    );
    this.showChapters({ folder: null, files: [], samples: false });
  }

  protected override onAfterAttach(): void {
    void this.look();
  }

  /** Looks at all that can be told without starting anything. */
  async look(): Promise<void> {
    const { trans, services, contents } = this.host;
    try {
      const [kernel, found] = await Promise.all([
        hasKernel(services),
        findChapters(contents, this.host.folder)
      ]);
      if (!this.isDisposed) {
        this.showKernel(kernel);
        this.showFound(found);
      }
    } catch (error) {
      this.chapters.tell('missing', trans.__('JupyterLab’s server does not answer: %1', messageOf(error)));
    }
  }

  private showKernel(there: boolean): void {
    const { trans } = this.host;
    if (there) {
      this.kernel.tell('good', trans.__('The kernel TypeScript (EfficientNet Lab) is installed.'));
      if (this.answer.node.dataset.state !== 'good') {
        this.answer.tell(
          'open',
          trans.__('Kernel, helpers and TensorFlow: ask them to count a network. '),
          button(trans.__('ask'), () => void this.ask())
        );
      }
    } else {
      this.kernel.tell(
        'missing',
        trans.__('The kernel is not installed where this JupyterLab runs. In a terminal this says why: '),
        element('code', {}, DOCTOR)
      );
      this.answer.tell('open', trans.__('Without a kernel, views work, and cells do not run.'));
    }
  }

  private async ask(): Promise<void> {
    const { trans, services } = this.host;
    this.answer.tell('waiting', trans.__('A kernel starts and counts: some seconds.'));
    let answer: Answer;
    try {
      answer = await askKernel(services);
    } catch (error) {
      answer = { ok: false, why: messageOf(error) };
    }
    if (this.isDisposed) {
      return;
    }
    if (answer.ok) {
      this.answer.tell(
        'good',
        trans.__(
          'The kernel counts %1 MACs for B0, as this page does, and TensorFlow computes.',
          exact(answer.macs)
        )
      );
    } else {
      this.answer.tell(
        'missing',
        trans.__('The kernel did not give the answer: %1. In a terminal this says what helps: ', answer.why),
        element('code', {}, DOCTOR)
      );
    }
  }

  private showFound(found: Found): void {
    const { trans } = this.host;
    const { folder, files, samples } = found;
    if (folder === null) {
      this.chapters.tell(
        'missing',
        trans.__(
          'The chapters are not in this folder. In a terminal, this copies them here, with photographs and weights: '
        ),
        element('code', {}, COPY_CHAPTERS)
      );
      this.samples.tell('open', trans.__('Photographs and weights come with the chapters.'));
    } else {
      const place = folder === '' ? trans.__('the folder of this JupyterLab') : folder;
      const all = String(CHAPTERS.length);
      this.chapters.tell(
        files.length === CHAPTERS.length ? 'good' : 'missing',
        trans.__('%1 of %2 chapters are in %3.', String(files.length), all, place)
      );
      this.samples.tell(
        samples ? 'good' : 'missing',
        samples
          ? trans.__('Photographs and published weights are beside them.')
          : trans.__(
              'Photographs and weights are missing, which chapters 08 and 09 use. In a terminal, in a new folder: '
            ),
        ...(samples ? [] : [element('code', {}, COPY_CHAPTERS)])
      );
    }
    this.showChapters(found);
  }

  private showChapters({ folder, files }: Found): void {
    this.list.replaceChildren(...CHAPTERS.map((chapter) => this.row(chapter, folder, files)));
  }

  private row(
    { file, title, minutes, exercises }: Chapter,
    folder: string | null,
    files: readonly string[]
  ): Node {
    const { trans, openFile } = this.host;
    const path = folder === null || folder === '' ? file : `${folder}/${file}`;
    const there = files.includes(file);
    const open = button(title, () => openFile(path), { class: 'jp-EnetStart-open' });
    open.disabled = !there;
    const length = trans.__('%1 min', String(minutes));
    const asked = exercises > 0 ? trans.__('%1 exercises', String(exercises)) : '';
    return element(
      'li',
      {},
      element('span', { class: 'jp-EnetStart-number' }, file.slice(0, 2)),
      open,
      element(
        'span',
        { class: 'jp-EnetStart-length' },
        [length, asked].filter((text) => text !== '').join(', ')
      )
    );
  }

  private readonly kernel: Check;
  private readonly answer: Check;
  private readonly chapters: Check;
  private readonly samples: Check;
  private readonly list = element('ol', { class: 'jp-EnetStart-chapters' });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
