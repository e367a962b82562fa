import { COLUMN_MEANINGS, type Table, tableOf } from '../../analysis';
import { counted, exact, percent, significant } from '../../wording/format';
import type { Phrases, ResultText } from '../../wording/words';
import type { GalleryItem, GalleryResult } from './result';
import type { GalleryImage } from './state';

/** The title, how many answers are wrong, and how many images are looked at. */
export function galleryWords(result: GalleryResult | null, trans: Phrases): ResultText {
  return result === null
    ? {
        before: trans.__('No images yet.'),
        factor: '',
        after: '',
        detail: trans.__(
          'A cell that shows images fills this: with names, classes and what a network makes of them.'
        )
      }
    : { before: result.gallery.title, factor: '', after: '', detail: detailOf(result, trans) };
}

/** What is counted of the images, then the author's note. */
function detailOf({ gallery, items, shown, answers, mistakes }: GalleryResult, trans: Phrases): string {
  return [
    answers === 0
      ? ''
      : mistakes === 0
        ? trans.__('Of %1 with an answer none is wrong.', counted(answers, 'image'))
        : trans.__(
            'Of %1 with an answer %2 wrong: %3.',
            counted(answers, 'image'),
            mistakes === 1 ? trans.__('1 is') : trans.__('%1 are', exact(mistakes)),
            percent(mistakes / answers)
          ),
    shown.length === items.length
      ? ''
      : trans.__('%1 of %2 are shown.', exact(shown.length), counted(items.length, 'image')),
    gallery.note
  ]
    .filter((part) => part !== '')
    .join(' ');
}

/** Lines under an image: its name, its class and the answer, how sure that is, and what its author says. */
export function imageLines(image: GalleryImage, trans: Phrases): string[] {
  const { name, probability, caption } = image;
  return [
    name,
    answerWords(image, trans),
    probability === null ? '' : trans.__('%1 sure', percent(probability)),
    ...caption
  ].filter((line) => line !== '');
}

function answerWords({ truth, predicted }: GalleryImage, trans: Phrases): string {
  if (predicted === null) {
    return truth ?? '';
  }
  if (truth === null) {
    return trans.__('read as %1', predicted);
  }
  return truth === predicted ? trans.__('%1, right', truth) : trans.__('%1, read as %2', truth, predicted);
}

/** How an image is called: by its name, or by its place. */
export function imageName({ name, place }: GalleryItem, trans: Phrases): string {
  return name === '' ? trans.__('Image %1', exact(place + 1)) : name;
}

/** `2.30 nats`, or a dash. */
export function lossText(loss: number | null, trans: Phrases): string {
  return loss === null ? '–' : loss === Infinity ? '∞' : trans.__('%1 nats', significant(loss));
}

/** The images that are looked at, as a table. */
export function galleryTable({ shown }: GalleryResult, trans: Phrases): Table {
  return tableOf<GalleryItem>(
    trans.__('Images'),
    [
      {
        key: 'image',
        name: trans.__('image'),
        kind: 'text',
        meaning: COLUMN_MEANINGS.galleryImage,
        value: (item) => imageName(item, trans)
      },
      {
        key: 'truth',
        name: trans.__('true class'),
        kind: 'text',
        meaning: COLUMN_MEANINGS.ownClass,
        value: ({ truth }) => truth
      },
      {
        key: 'predicted',
        name: trans.__('predicted class'),
        kind: 'text',
        meaning: COLUMN_MEANINGS.namedClass,
        value: ({ predicted }) => predicted
      },
      {
        key: 'probability',
        name: trans.__('probability'),
        kind: 'number',
        meaning: COLUMN_MEANINGS.namedProbability,
        value: ({ probability }) => probability
      },
      {
        key: 'loss',
        name: trans.__('loss'),
        kind: 'number',
        meaning: COLUMN_MEANINGS.imageLoss,
        value: ({ loss }) => loss
      }
    ],
    shown
  );
}
