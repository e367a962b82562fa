import type { TranslationBundle } from '@jupyterlab/translation';
import { driver } from 'driver.js';
import 'driver.js/dist/driver.css';

/** A place of the explorer, what it is called and what it is for. */
interface Stop {
  readonly place: string;
  readonly title: string;
  readonly words: string;
}

function stops(trans: TranslationBundle): Stop[] {
  return [
    {
      place: '.jp-EnetHead-words',
      title: trans.__('The result, in a sentence'),
      words: trans.__('Every view begins with what its numbers say. It changes as you move a slider.')
    },
    {
      place: '.jp-EnetControls',
      title: trans.__('One dial for three dimensions'),
      words: trans.__(
        'φ makes the network deeper, wider and its images larger, all at once. Drag it, now or later; what stands around it follows at once.'
      )
    },
    {
      place: '.jp-EnetExplorer-plot',
      title: trans.__('Promised and built'),
      words: trans.__(
        'The dashed line is what the rule promises, the solid one what the network with whole layers and channels costs.'
      )
    },
    {
      place: '.jp-EnetBudget',
      title: trans.__('The question turned round'),
      words: trans.__('Give a limit, and get the largest network that keeps it.')
    },
    {
      place: '.jp-EnetPins',
      title: trans.__('Pins'),
      words: trans.__('Keep a network to compare others with. All views of a notebook share their pins.')
    },
    {
      place: '.jp-EnetHead-actions',
      title: trans.__('Take it with you'),
      words: trans.__(
        'Undo, the code that shows the same view in a cell, and a menu with pictures, data and keys.'
      )
    }
  ];
}

/**
 * Leads through a view, step by step. It ends with its last step, with Escape, its cross or a click beside it, and gives the
 * keyboard back to where it was.
 * @param view - the scaling explorer's node
 */
export function startTour(view: HTMLElement, trans: TranslationBundle): void {
  const before = document.activeElement;
  const tour = driver({
    popoverClass: 'jp-EnetTour',
    showProgress: true,
    // While it moved, keys would not be heard.
    animate: false,
    stagePadding: 4,
    progressText: trans.__('{{current}} of {{total}}'),
    nextBtnText: trans.__('next'),
    prevBtnText: trans.__('back'),
    doneBtnText: trans.__('done'),
    onDestroyed: () => {
      if (before instanceof HTMLElement) {
        before.focus();
      }
    },
    steps: stops(trans).flatMap(({ place, title, words }) => {
      const element = view.querySelector(place);
      return element === null ? [] : [{ element, popover: { title, description: words } }];
    })
  });
  tour.drive();
}
