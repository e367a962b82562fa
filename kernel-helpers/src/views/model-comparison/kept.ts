import type { ArchitectureSpec } from '../../analysis';
import { encoded, type PixelImage, thumbnail } from '../images';
import { imagesOf } from './result';
import {
  type ComparedAnswers,
  type ComparedClass,
  type ComparedExample,
  COMPARISON_LIMITS,
  type PairedAnswers
} from './state';

/** Longer side of a kept image in colour, which takes three times the room of a grey one; pixels. */
const COLOUR_SIDE = 40;

/** Two networks' answers for one image, as numbers of classes. */
export interface PairedAnswer {
  truth: number;
  first: number;
  second: number;
}

/** Names and level of a comparison. */
export interface ComparisonTitles {
  dataset: string;
  classes: readonly string[];
  first: { name: string; spec: ArchitectureSpec | null };
  second: { name: string; spec: ArchitectureSpec | null };
  level: number;
}

/** Answers counted, without images: within a document's bounds, whatever the number of classes. */
export function countedAnswers(given: readonly PairedAnswer[], titles: ComparisonTitles): ComparedAnswers {
  const perClass = titles.classes.map((name): ComparedClass => ({ name: shortened(name), ...NONE }));
  const answers = { ...NONE };
  let differingImages = 0;
  for (const { truth, first, second } of given) {
    const key = pairOf(first === truth, second === truth);
    perClass[truth][key]++;
    answers[key]++;
    differingImages += first === second ? 0 : 1;
  }
  const filled = perClass.filter((each) => imagesOf(each) > 0);
  return {
    dataset: shortened(titles.dataset),
    first: { ...titles.first, name: shortened(titles.first.name) },
    second: { ...titles.second, name: shortened(titles.second.name) },
    level: titles.level,
    answers,
    differingImages,
    classes: mostDifferent(filled),
    classCount: filled.length,
    examples: []
  };
}

/** In their order, those in which the shares of right answers differ most. */
function mostDifferent(classes: readonly ComparedClass[]): ComparedClass[] {
  if (classes.length <= COMPARISON_LIMITS.classes) {
    return [...classes];
  }
  const size = (each: ComparedClass): number => Math.abs(each.onlyFirst - each.onlySecond) / imagesOf(each);
  const kept = new Set([...classes].sort((a, b) => size(b) - size(a)).slice(0, COMPARISON_LIMITS.classes));
  return classes.filter((each) => kept.has(each));
}

const NONE: PairedAnswers = { bothRight: 0, onlyFirst: 0, onlySecond: 0, bothWrong: 0 };

function pairOf(firstRight: boolean, secondRight: boolean): keyof PairedAnswers {
  return firstRight ? (secondRight ? 'bothRight' : 'onlyFirst') : secondRight ? 'onlySecond' : 'bothWrong';
}

/**
 * Places of the images to keep: only the first is right, only the second, neither in turn, as long as each has any;
 * in the order of the data set within each.
 */
export function chosenExamples<Answer extends PairedAnswer>(
  given: readonly Answer[],
  most: number
): Answer[] {
  const differing = given.filter(({ first, second }) => first !== second);
  const groups = (['onlyFirst', 'onlySecond', 'bothWrong'] as const).map((kind) =>
    differing.filter(({ truth, first, second }) => pairOf(first === truth, second === truth) === kind)
  );
  const longest = Math.max(...groups.map(({ length }) => length));
  return Array.from({ length: longest }, (_, turn) => groups.flatMap((group) => group.slice(turn, turn + 1)))
    .flat()
    .slice(0, most);
}

/** As many as there is room for, their images small. */
export function keptExamples(
  examples: readonly (Omit<ComparedExample, 'image'> & { image: PixelImage })[]
): ComparedExample[] {
  const kept: ComparedExample[] = [];
  let left: number = COMPARISON_LIMITS.characters;
  for (const { index, truth, first, second, image } of examples.slice(0, COMPARISON_LIMITS.examples)) {
    const small = encoded(thumbnail(image, image.channels === 3 ? COLOUR_SIDE : COMPARISON_LIMITS.side));
    left -= small.base64.length;
    if (left < 0) {
      break;
    }
    const names = { truth: shortened(truth), first: shortened(first), second: shortened(second) };
    // Two classes of one name would look like one answer.
    if (names.first !== names.second) {
      kept.push({ index, ...names, image: small });
    }
  }
  return kept;
}

function shortened(name: string): string {
  return name.slice(0, COMPARISON_LIMITS.nameLength);
}
