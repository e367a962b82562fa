import {
  type CostReport,
  type McNemar,
  pairedTest,
  type ProportionInterval,
  SpecError,
  summarize,
  wilsonInterval
} from '../../analysis';
import { requireImages } from '../images';
import {
  type ClassOrder,
  type ComparedAnswers,
  type ComparedClass,
  type ComparedExample,
  type ComparedModel,
  COMPARISON_LIMITS,
  type ExampleKind,
  type PairedAnswers
} from './state';

/** One of the networks with what it reaches and costs. */
export interface ModelFigures {
  name: string;
  /** Share of the images that it names right, 0…1. */
  accuracy: number;
  interval: ProportionInterval;
  /** Null where the specification isn't known. */
  report: CostReport | null;
}

export interface ClassDifference extends ComparedClass {
  images: number;
  /** Share that the first names right less that of the second. */
  difference: number;
  interval: ProportionInterval;
}

/** Which network the images speak for; `same` where both are right on the very same ones. */
export type Verdict = 'first' | 'second' | 'open' | 'same';

export interface ModelComparisonResult {
  comparison: ComparedAnswers;
  images: number;
  first: ModelFigures;
  second: ModelFigures;
  test: McNemar;
  verdict: Verdict;
  /** In the order of the document. */
  classes: readonly ClassDifference[];
  /** Classes whose interval lies on one side of 0. */
  distinctClasses: number;
}

/**
 * What two networks' answers say of them; null while nothing is compared.
 * @throws SpecError for counts that don't fit together, or a specification that can't be built.
 */
export function modelComparisonResult(comparison: ComparedAnswers | null): ModelComparisonResult | null {
  if (comparison === null) {
    return null;
  }
  requireCounts(comparison);
  const { answers, level } = comparison;
  const images = imagesOf(answers);
  const test = pairedTest({ ...answers, images }, level);
  const classes = comparison.classes.map((each): ClassDifference => {
    const paired = pairedTest({ ...each, images: imagesOf(each) }, level);
    return { ...each, images: imagesOf(each), difference: paired.difference, interval: paired.interval };
  });
  return {
    comparison,
    images,
    first: figuresOf(comparison.first, answers.bothRight + answers.onlyFirst, images, level),
    second: figuresOf(comparison.second, answers.bothRight + answers.onlySecond, images, level),
    test,
    verdict: verdictOf(test, level),
    classes,
    distinctClasses: classes.filter(({ interval: { from, to } }) => from > 0 || to < 0).length
  };
}

export function imagesOf({ bothRight, onlyFirst, onlySecond, bothWrong }: PairedAnswers): number {
  return bothRight + onlyFirst + onlySecond + bothWrong;
}

function figuresOf(
  { name, spec }: ComparedModel,
  right: number,
  images: number,
  level: number
): ModelFigures {
  return {
    name,
    accuracy: right / images,
    interval: wilsonInterval(right, images, level),
    report: spec && summarize(spec)
  };
}

function verdictOf({ onlyFirst, onlySecond, pValue }: McNemar, level: number): Verdict {
  if (onlyFirst + onlySecond === 0) {
    return 'same';
  }
  return pValue > 1 - level ? 'open' : onlyFirst > onlySecond ? 'first' : 'second';
}

const KEYS = ['bothRight', 'onlyFirst', 'onlySecond', 'bothWrong'] as const;

/** @throws SpecError for counts that a schema alone can't tell to be impossible. */
export function requireCounts(comparison: ComparedAnswers): void {
  const { answers, classes, classCount, differingImages, examples } = comparison;
  const images = imagesOf(answers);
  const must = (holds: boolean, field: string, got: unknown, expected: string, remedy: string): void => {
    if (!holds) {
      throw new SpecError(field, got, expected, remedy);
    }
  };
  must(images > 0, 'answers', images, 'at least one image', 'Compare on images that can be read.');
  const listed = classes.length;
  must(
    classCount >= listed && (classCount === 0) === (listed === 0),
    'classCount',
    classCount,
    `at least the ${listed} classes that are listed`,
    'Count the classes that have images.'
  );
  const isWhole = classCount === listed;
  for (const key of KEYS) {
    const sum = classes.reduce((total, each) => total + each[key], 0);
    const expected = `${isWhole ? '' : 'at most '}${answers[key]}, as of all images`;
    const fits = isWhole ? sum === answers[key] : sum <= answers[key];
    must(fits, `classes, ${key}`, sum, expected, 'Count the same images by class as together.');
  }
  const empty = classes.find((each) => imagesOf(each) === 0);
  must(empty === undefined, 'classes', empty?.name, 'classes with images', 'Leave out the others.');
  const alone = answers.onlyFirst + answers.onlySecond;
  const most = alone + answers.bothWrong;
  must(
    differingImages >= alone && differingImages <= most,
    'differingImages',
    differingImages,
    `from ${alone} to ${most}`,
    'Count what the networks classify differently: an image that both name right is none of them.'
  );
  must(
    examples.length <= differingImages && examples.every(({ first, second }) => first !== second),
    'examples',
    examples.length,
    `at most ${differingImages} images, which the networks classify differently`,
    'Keep none of those that they classify alike.'
  );
  requireImages(
    'examples',
    examples.map(({ image }) => image),
    COMPARISON_LIMITS.characters
  );
}

/** The classes as they are to be read. */
export function orderedClasses(classes: readonly ClassDifference[], order: ClassOrder): ClassDifference[] {
  const compare: Record<ClassOrder, (a: ClassDifference, b: ClassDifference) => number> = {
    difference: (a, b) => b.difference - a.difference,
    images: (a, b) => b.images - a.images,
    name: (a, b) => a.name.localeCompare(b.name, 'en', { numeric: true })
  };
  return [...classes].sort(compare[order]);
}

/**
 * So many of the ordered classes as a chart has room for: by difference those at both ends, otherwise the first.
 * @param most At least 2.
 */
export function drawnClasses(
  classes: readonly ClassDifference[],
  order: ClassOrder,
  most: number
): ClassDifference[] {
  const ordered = orderedClasses(classes, order);
  if (ordered.length <= most) {
    return ordered;
  }
  const half = Math.ceil(most / 2);
  return order === 'difference'
    ? [...ordered.slice(0, half), ...ordered.slice(half - most)]
    : ordered.slice(0, most);
}

export function kindOf({ truth, first, second }: ComparedExample): Exclude<ExampleKind, 'all'> {
  return first === truth ? 'onlyFirst' : second === truth ? 'onlySecond' : 'bothWrong';
}

export function examplesOf({ examples }: ComparedAnswers, kind: ExampleKind): ComparedExample[] {
  return examples.filter((example) => kind === 'all' || kindOf(example) === kind);
}
