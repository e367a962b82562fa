import {
  type ArchitectureSpec,
  PUBLISHED_VARIANTS,
  variant
} from '@efficientnet-lab/kernel-helpers/analysis';
import type { TranslationBundle } from '@jupyterlab/translation';
import { element, setText } from '../dom/element';
import { sameData } from '../frame/history';
import { networkName } from '@efficientnet-lab/kernel-helpers/views';

/** A choice of the published networks, and of the network of one's own that is shown. */
export class NetworkSelect {
  readonly node: HTMLSelectElement;

  constructor(choose: (spec: ArchitectureSpec) => void, trans: TranslationBundle) {
    this.node = element('select', { class: 'jp-EnetSelect', 'aria-label': trans.__('Network') });
    this.node.append(
      ...PUBLISHED_VARIANTS.map(({ name }) => element('option', { value: name }, name.toUpperCase())),
      this.own
    );
    this.node.addEventListener('change', () => {
      if (this.node.value !== '') {
        choose(variant(this.node.value));
      }
    });
  }

  show(spec: ArchitectureSpec): void {
    const isPublished = isPublishedSpec(spec);
    this.own.hidden = isPublished;
    setText(this.own, networkName(spec));
    this.node.value = isPublished ? spec.name : '';
  }

  private readonly own = element('option', { value: '' });
}

/** Whether the network is a published one in every detail, not only by its name. */
function isPublishedSpec(spec: ArchitectureSpec): boolean {
  return PUBLISHED_VARIANTS.some(({ name }) => name === spec.name) && sameData(spec, variant(spec.name));
}
