import { variant } from '../../analysis';
import { type ComparisonTitles, countedAnswers, type PairedAnswer } from './kept';
import type { ComparedAnswers, ComparedExample } from './state';

/** So many images of a class with these answers. */
export const times = (count: number, truth: number, first: number, second: number): PairedAnswer[] =>
  Array.from({ length: count }, () => ({ truth, first, second }));

export const TITLES: ComparisonTitles = {
  dataset: 'typed',
  classes: ['ring', 'disc', 'star'],
  first: { name: 'B1', spec: variant('b1') },
  second: { name: 'B0', spec: variant('b0') },
  level: 0.95
};

/** 100 rings, 50 discs, no star: the first alone is right on 16, the second alone on 4; 3 are wrong in two ways. */
export const ANSWERS: readonly PairedAnswer[] = [
  ...times(80, 0, 0, 0),
  ...times(14, 0, 0, 1),
  ...times(2, 0, 1, 0),
  ...times(4, 0, 1, 1),
  ...times(43, 1, 1, 1),
  ...times(2, 1, 1, 0),
  ...times(2, 1, 0, 1),
  ...times(3, 1, 0, 2)
];

const image = { width: 2, height: 2, channels: 1, base64: btoa('\u0000\u00ff\u00ff\u0000') };

export const EXAMPLES: ComparedExample[] = [
  { index: 80, truth: 'ring', first: 'ring', second: 'disc', image },
  { index: 94, truth: 'ring', first: 'disc', second: 'ring', image },
  { index: 147, truth: 'disc', first: 'ring', second: 'star', image }
];

export const COMPARISON: ComparedAnswers = { ...countedAnswers(ANSWERS, TITLES), examples: EXAMPLES };

/** As many classes, each other one better read by the first network; 20 images a class. */
export function manyClasses(count: number): ComparedAnswers {
  const classes = Array.from({ length: count }, (_, i) => `kind ${i}`);
  const answers = classes.flatMap((_, truth) => {
    const other = (truth + 1) % count;
    const alone = truth % 8;
    return [
      ...times(20 - alone, truth, truth, truth),
      ...times(alone, truth, ...(truth % 2 === 0 ? ([truth, other] as const) : ([other, truth] as const)))
    ];
  });
  return countedAnswers(answers, { ...TITLES, classes });
}
