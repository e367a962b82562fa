import { unbroken } from '@efficientnet-lab/kernel-helpers/wording';
import { element } from '../dom/element';

/** The result in words. */
export interface Words {
  sentence: string;
  /** The sentence with parts that stand out; the plain sentence unless given. */
  heading?: (Node | string)[];
  detail: string;
  /** True when the state stands for nothing that could be shown; `detail` says why. */
  broken?: boolean;
}

/** A result whose middle part stands out. */
export function resultWords(
  [before, factor, after]: readonly [string, string, string],
  detail: string
): Words {
  return {
    sentence: before + factor + after,
    heading: [
      unbroken(before),
      element('span', { class: 'jp-EnetFactor' }, unbroken(factor)),
      unbroken(after)
    ],
    detail
  };
}

/** Nothing to show, and why. */
export function brokenWords(heading: string, message: string): Words {
  return { sentence: message, heading: [heading], detail: message, broken: true };
}
