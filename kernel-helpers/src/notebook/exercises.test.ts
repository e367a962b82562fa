import { describe, expect, it } from 'vitest';
import { compoundScale, summarize } from '../analysis';
import { allDigits } from '../wording/format';
import { KERNEL_BRIDGE, type KernelBridge, type MimeBundle } from './bridge';
import { checkAnswer, ExerciseError, exerciseOf, exercises, verdictBundle } from './exercises';

interface Separable {
  size: number;
  inputFilters: number;
  outputFilters: number;
  kernelSize: number;
  stride: number;
}
interface Block extends Separable {
  expansionRatio: number;
  squeezeExciteFilters: number;
}

function separable({ size, inputFilters, outputFilters, kernelSize, stride }: Separable): number {
  return Math.ceil(size / stride) ** 2 * inputFilters * (kernelSize ** 2 + outputFilters);
}

function block(given: Block): number {
  const { size, inputFilters, outputFilters, kernelSize, stride, expansionRatio, squeezeExciteFilters } =
    given;
  const wide = inputFilters * expansionRatio;
  const expand = expansionRatio === 1 ? 0 : size ** 2 * inputFilters * wide;
  const after = Math.ceil(size / stride) ** 2 * wide * (kernelSize ** 2 + outputFilters);
  return expand + after + 2 * wide * squeezeExciteFilters;
}

function rounded({ filters, width }: { filters: number; width: number }): number {
  const asked = filters * width;
  const nearest = Math.max(8, Math.floor((asked + 4) / 8) * 8);
  return nearest < 0.9 * asked ? nearest + 8 : nearest;
}

interface OnSurface {
  alpha: number;
  beta: number;
  growth: number;
}

function onSurface({ alpha, beta, growth }: OnSurface): number {
  return Math.sqrt(growth / alpha) / beta;
}

interface Pair {
  cost: number;
  accuracy: number;
  otherCost: number;
  otherAccuracy: number;
}

function dominates({ cost, accuracy, otherCost, otherAccuracy }: Pair): number {
  const [cheaper, better] = [Math.sign(otherCost - cost), Math.sign(accuracy - otherAccuracy)];
  return cheaper + better > 0 && Math.min(cheaper, better) >= 0 ? 1 : 0;
}

/** Worked out by hand or with the formulas above, never with the code that judges. */
const RIGHT: [string, unknown][] = [
  ['01.1', 56 * 56 * 5 * 5 * 16 * 24],
  ['01.1', BigInt(56 * 56 * 5 * 5 * 16 * 24)],
  ['01.2', separable],
  ['01.3', 1 / (1 / 8 + 1 / 9)],
  ['01.3', 4.24],
  ['01.4', 8],
  ['01.5', 7.89],
  // domain.md A5.
  ['02.1', 10_710],
  ['02.2', block],
  // domain.md A3: 34,532,064 of 385,814,752.
  ['02.3', 8.95],
  ['02.4', 1 + 2 + 2 * 2 + 2 * 2 + 2 * 4 + 4 * 4 + 4 * 8],
  ['02.5', 9],
  ['03.1', rounded],
  ['03.2', 2 + 3 + 3 + 4 + 4 + 5 + 2],
  // domain.md A3 and A5: only products of two widths grow four-fold; the stem, depthwise filters and the classifier double.
  [
    '03.3',
    (4 * (349_375_488 - 10_838_016 + 627_200) + 2 * (10_838_016 + 34_532_064 + 1_280_000)) / 385_814_752
  ],
  ['03.4', 3.53],
  ['03.5', largestTwoDecimals()],
  ['03.5', largestTwoDecimals() + 0.001],
  ['04.1', onSurface],
  // d = 2w and r = w, so that 2·w⁵ = 4.
  ['04.2', 2 ** 0.2],
  ['04.2', 1.149],
  // ln 2 over ln 2.080.
  ['04.3', Math.LN2 / (Math.log(1.3) + 2 * Math.log(1.1) + 2 * Math.log(1.15))],
  // Stages of 1, 2, 3 and 4 blocks become 1 2 3 4, then 2 3 4 5, 2 3 4 6, 2 3 5 6.
  ['04.4', 4],
  // Student's t of 48 degrees of freedom is 2.0106.
  ['04.5', (2.0106 * 9.5) / Math.sqrt(3)],
  // 2 · 9.5² = 180.5.
  ['04.6', 181],
  ['05.1', dominates],
  ['05.2', 4],
  ['05.3', 10 * 6 + 20 * 9 + 10 * 11],
  // domain.md B: tf_efficientnet_b2, 24.005 ms.
  ['05.4', 80.074],
  ['05.5', 4.8],
  // By cost: φ = 0, the winner twice, φ = 2, 3 and 4; the other three finalists are no better than the winner.
  ['05.6', 6],
  ['06.1', (79.1 - 77.1) / (0.7 - 0.39)],
  ['06.2', stopping],
  ['06.3', Math.log(2) / (0.37 + Math.log(2))],
  // The share by which A grows at φ = 0 equals that of F.
  ['06.4', 85 / (1 + Math.log(2) / 0.37)],
  // e^(−0.9 φ) is a quarter at φ = 1.5403.
  ['06.5', 0.3 * 2 ** (Math.log(4) / 0.9)],
  ['07.1', 13],
  ['07.2', errorOfMean],
  ['07.3', (8 * 196) / (1 + 195 * 0.1)],
  ['07.4', 0.156],
  ['07.5', batchesUntil(0.01, 0.95)],
  // Squares of −3, −1 and 4 by two degrees of freedom; a table's t.
  ['07.6', 4.303 * Math.sqrt(26 / 2 / 3)],
  ['08.1', 12 * 1280 + 12],
  ['08.2', Math.ceil(batchesUntil(0.01, 0.99) / 15)],
  ['08.3', 0.002 * 0.8 ** 9],
  // 299 of 4,096 ways in which 12 coins show at most three heads, and as many for tails.
  ['08.4', 598 / 4096],
  ['09.1', 73 / 128],
  // 256 × 384 pixels after resizing.
  ['09.2', 224 ** 2 / (256 * 384)],
  ['09.3', 9 * (64 ** 2 + 32 ** 2 + 16 ** 2 + 8 ** 2 + 4 ** 2)],
  ['09.4', 96 * 20],
  ['10.1', 0.04 * 0.9 + 0.96 * 0.01],
  ['10.2', arriving],
  // Expansion, filter, gate in and out with a bias, projection, two scales and shifts.
  ['10.3', 40 + 25 + (2 * 10 + 1) + 40 + 4],
  ['10.4', -Math.log(1 / 0.05 - 1)],
  ['10.4', -2.94],
  // domain.md A3 and F2.
  ['10.5', Math.ceil((0.01 * 385_814_752) / 178_764)],
  // Two heads or fewer in eleven tosses, or as many tails.
  ['10.6', (2 * (1 + 11 + 55)) / 2048]
];

interface GatedChannel {
  gates: number[];
  magnitudes: number[];
  norm: number;
}

function arriving({ gates, magnitudes, norm }: GatedChannel): number {
  return (norm * gates.reduce((sum, gate, i) => sum + gate * magnitudes[i], 0)) / gates.length;
}

/** The slow way: every φ of two decimals, until one does not fit. */
function largestTwoDecimals(): number {
  let hundredths = 0;
  while (summarize(compoundScale({ phi: (hundredths + 1) / 100 })).macs.total <= 1e9) {
    hundredths++;
  }
  return hundredths / 100;
}

interface Threshold {
  amplitude: number;
  rate: number;
  base: number;
  growth: number;
  threshold: number;
}

/** Without a logarithm of the threshold: the last φ whose marginal gain, by finite differences, is enough. */
function stopping({ amplitude, rate, base, growth, threshold }: Threshold): number {
  const enough = (phi: number): boolean => {
    const gain = amplitude * rate * Math.exp(-rate * phi);
    return gain / (base * Math.log(growth) * growth ** phi) > threshold;
  };
  let [low, high] = [0, 200];
  for (let i = 0; i < 100; i++) {
    const middle = (low + high) / 2;
    [low, high] = enough(middle) ? [middle, high] : [low, middle];
  }
  return low;
}

interface Batch {
  batchSize: number;
  height: number;
  width: number;
  correlation: number;
}

/** All covariances added up: of each pixel with itself, and of each pair of pixels of an image. */
function errorOfMean({ batchSize, height, width, correlation }: Batch): number {
  const pixels = height * width;
  const covariances = batchSize * (pixels + pixels * (pixels - 1) * correlation);
  return Math.sqrt(covariances) / (batchSize * pixels);
}

function batchesUntil(share: number, momentum: number): number {
  let left = 1;
  let steps = 0;
  for (; left > share; steps++) {
    left *= momentum;
  }
  return steps;
}

const WRONG: [string, unknown, RegExp][] = [
  ['01.1', 112 * 112 * 5 * 5 * 16 * 24, /too large\. Positions of the input/],
  ['01.1', 56 * 56 * 5 * 16 * 24, /too small\. The kernel was counted along one side/],
  ['01.1', 1, /too small\.$/],
  ['01.2', (given: Separable) => separable({ ...given, stride: 1 }), /stride was left out/],
  [
    '01.2',
    (given: Separable) => separable({ ...given, size: given.stride * Math.floor(given.size / given.stride) }),
    /rounded down; SAME padding/
  ],
  ['01.2', () => 5, /^For size 56, .* returns 5, which is too small\.$/],
  ['01.3', 9, /limit/],
  ['01.3', 4.2, /a little too small\.$/],
  ['01.3', 0.24, /share of the cost that is left/],
  ['01.4', 7, /still behind/],
  ['01.4', 7.2, /whole numbers/],
  ['01.5', 35.75, /square kernel/],
  ['02.1', 8208, /three convolutions alone/],
  ['02.1', 11_334, /Moving means/],
  [
    '02.2',
    (given: Block) => block({ ...given, squeezeExciteFilters: 0 }),
    /agrees in the first .*gates|left out/
  ],
  ['02.2', (given: Block) => 2 * block(given), /additions were counted apart/],
  ['02.3', 0.0895, /per cent/],
  ['02.4', 17, /Strides were left out/],
  ['02.5', 10, /costs more/],
  [
    '03.1',
    ({ filters, width }: { filters: number; width: number }) => Math.ceil((filters * width) / 8) * 8,
    /up/
  ],
  ['03.2', 20, /each stage/],
  ['03.2', 19, /nearest/],
  ['03.3', 4, /That is the rule/],
  ['03.4', 4, /its name/],
  ['03.5', 1.46, /solves the rule/],
  ['03.5', 1.2, /MACs, over the budget/],
  ['03.5', 0.5, /room for more/],
  ['03.5', 25, /too large\.$/],
  ['04.1', (given: OnSurface) => onSurface(given) ** 2, /γ², not γ/],
  ['04.1', ({ alpha, beta, growth }: OnSurface) => Math.sqrt(growth / (alpha * beta)), /β was counted once/],
  ['04.2', 4 ** 0.2, /do not cost alike/],
  ['04.2', 2 ** 1.2, /depth multiplier/],
  ['04.3', 2 / 2.0803, /exponent/],
  ['04.3', 1, /costs too much/],
  ['04.4', 11, /build the same layers/],
  ['04.4', 2, /go on growing/],
  ['04.5', 19.1, /mean of three lies closer/],
  ['04.5', 6.4, /not by its root/],
  ['04.5', 5.5, /two thirds/],
  ['04.6', 91, /both are uncertain/],
  ['04.6', 180, /slightly more/],
  ['04.6', 19, /root of n/],
  ['04.6', 180.5, /a little too small\.$/],
  [
    '05.1',
    (given: Pair) => Number(given.cost <= given.otherCost && given.accuracy >= given.otherAccuracy),
    /dominate each other/
  ],
  ['05.1', () => 1, /^It agrees in the first case, but for/],
  ['05.2', 2, /slightly more/],
  ['05.2', 5, /two networks/],
  ['05.3', 10 * 6 + 10 * 9 + 10 * 8 + 10 * 11, /another one dominates/],
  ['05.3', 10 * 6 + 20 * 9, /last step/],
  ['05.4', 81.648, /over the budget/],
  ['05.4', 73.298, /slower is not better/],
  ['05.5', 2.4, /costs more than depth/],
  ['05.5', 1.2, /wrong way round/],
  ['05.6', 5, /one was left out/],
  ['05.6', 9, /cost more/],
  ['06.1', 2, /what it cost has not entered/],
  ['06.1', 113, /accuracy of B1/],
  ['06.1', 2.37, /doubling/],
  ['06.2', (given: Threshold) => unclippedStopping(given), /agrees in .*never below 0/],
  [
    '06.2',
    (given: Threshold) => stopping({ ...given, threshold: given.threshold / Math.log(given.growth) }),
    /factor was left out of the cost/
  ],
  ['06.2', () => 2, /^For amplitude 8, /],
  ['06.3', 1, /cost alone/],
  ['06.3', 1.873, /cost of a step grows/],
  ['06.3', 0.6, /too small\.$/],
  ['06.4', 55.42, /lacks/],
  ['06.4', 42.5, /guess/],
  ['06.4', 30, /a little too large\.$/],
  ['06.5', 1.54, /its φ/],
  ['06.5', 1.4, /e was taken/],
  ['06.5', 1.2, /rounded up/],
  ['07.1', 12, /equally many/],
  ['07.1', 20, /number of groups/],
  ['07.1', 12.5, /whole number/],
  ['07.2', (given: Batch) => errorOfMean({ ...given, correlation: 0 }), /agrees in the first case.*left out/],
  ['07.2', (given: Batch) => errorOfMean(given) ** 2, /variance/],
  ['07.3', 1568, /how many numbers there are/],
  ['07.3', 80, /limit/],
  ['07.3', 76, /a little too small\.$/],
  ['07.4', 0.16, /limit/],
  ['07.4', 1.603, /square the scatter/],
  ['07.5', 89, /little more/],
  ['07.5', 459, /0\.99/],
  ['07.6', 4.08, /1\.96 of a Gaussian/],
  ['07.6', 15.5, /one further seed/],
  ['07.6', 7.31, /one of them went into the mean/],
  ['07.6', 3.6, /standard deviation of one seed/],
  ['07.6', 2.1, /t is still missing/],
  ['07.6', 17.9, /whole width/],
  ['08.1', 15_360, /offset/],
  ['08.1', 1_281_000, /old classifier/],
  ['08.2', 459, /Those are steps/],
  ['08.2', 29, /incomplete/],
  ['08.2', 30, /little more/],
  ['08.3', 0.000336, /forgotten/],
  ['08.3', 0.000419, /Only stages/],
  ['08.4', 0.073, /one side/],
  ['08.4', 0.25, /share/],
  ['09.1', 0.784, /divided by 255/],
  ['09.1', 1.31, /ImageNet/],
  ['09.2', 0.667, /without the crop/],
  ['09.2', 0.371, /same size/],
  ['09.3', 5456, /pixels/],
  ['09.3', 36_864, /finest/],
  ['09.4', 480, /how many it has/],
  ['09.4', 2400, /for images/],
  ['10.1', 0.455, /too large\. The two values were averaged/],
  ['10.1', 0.036, /left out/],
  ['10.1', 0.9, /highest gate/],
  ['10.1', 0.01, /median/],
  [
    '10.2',
    ({ gates, magnitudes, norm }: GatedChannel) =>
      arriving({ gates, magnitudes: gates.map(() => 1), norm }) *
      arriving({ gates: magnitudes, magnitudes: gates.map(() => 1), norm: 1 }),
    /Two means were multiplied/
  ],
  ['10.2', (given: GatedChannel) => arriving({ ...given, norm: 1 }), /projection was left out/],
  ['10.2', (given: GatedChannel) => arriving(given) * given.gates.length, /does not grow/],
  [
    '10.2',
    ({ gates }: GatedChannel) => gates.reduce((sum, gate) => sum + gate, 0) / gates.length,
    /Only the gate/
  ],
  ['10.3', 134, /Moving means/],
  ['10.3', 129, /bias/],
  ['10.3', 126, /two normalisations/],
  ['10.3', 120, /reads the channel/],
  ['10.3', 105, /three convolutions/],
  ['10.4', 0.05, /sigmoid still comes/],
  ['10.4', Math.log(4) / 16, /offset was divided/],
  ['10.4', Math.log(4) - Math.log(16), /odds/],
  ['10.4', Math.log(0.05), /too small\. Nearly/],
  ['10.4', Math.log(19), /wrong way round/],
  ['10.5', 21, /a little is missing/],
  ['10.5', 2, /of the block/],
  // B0 has 5,288,548 parameters.
  ['10.5', Math.ceil(52_885.48 / 74), /parameters/],
  ['10.6', 67 / 2048, /one side only/],
  ['10.6', 0.0035, /difference of the accuracies/],
  ['10.6', 2 / 11, /share of them/]
];

/** Where the first network gains too little, its smaller siblings would be asked. */
function unclippedStopping(given: Threshold): number {
  const { amplitude, rate, base, growth, threshold } = given;
  const first = (rate * amplitude) / (base * Math.log(growth));
  return Math.log(first / threshold) / (rate + Math.log(growth));
}

const UNUSABLE: [string, unknown, RegExp][] = [
  ['01.1', '30105600', /Got the text "30105600", expected a whole number of MACs/],
  ['01.1', Infinity, /Got Infinity/],
  ['01.1', () => 3, /Got a function/],
  ['01.1', [1], /Got a list of 1/],
  ['01.1', Symbol('x'), /Got Symbol\(x\)/],
  ['01.2', 3, /Got 3, expected a function/],
  ['01.2', () => 'many', /returns the text "many"/],
  ['01.2', () => Promise.resolve(3), /returns an object/],
  ['01.1', { macs: 3 }, /Got an object with macs/],
  [
    '01.2',
    () => {
      throw new Error('no idea');
    },
    /the function threw: no idea/
  ]
];

const OPEN: [string, unknown][] = [
  ['01.1', undefined],
  ['01.1', null],
  ['01.1', NaN],
  ['01.2', undefined],
  ['01.2', () => NaN],
  ['02.2', () => undefined]
];

describe('every exercise', () => {
  const all = exercises();

  it('is accepted with its right answer and refused with a wrong one', () => {
    for (const { id } of all) {
      expect(WRONG.some(([wrong]) => wrong === id) && RIGHT.some(([right]) => right === id), id).toBe(true);
    }
  });

  it('has two hints or more, a question and what is expected', () => {
    for (const { id, prompt, expected } of all) {
      expect(exerciseOf(id).hints.length, id).toBeGreaterThanOrEqual(2);
      expect(prompt).toMatch(/[.?]$/);
      expect(expected).toMatch(/^a /);
    }
  });

  it('is refused by an id that does not exist', () => {
    expect(() => checkAnswer('99.1', 1)).toThrow(ExerciseError);
    expect(() => checkAnswer('99.1', 1)).toThrow(/got exercise the text "99.1", expected one of 01.1/);
  });
});

describe('a verdict', () => {
  it.each(RIGHT)('%s accepts %s', (id, answer) => {
    expect(exerciseOf(id).judge(answer)).toMatchObject({ status: 'right' });
  });

  it.each(WRONG)('%s tells %s what is wrong', (id, answer, text) => {
    const verdict = exerciseOf(id).judge(answer);
    expect(verdict.status).toBe('wrong');
    expect(verdict.text).toMatch(text);
  });

  it.each(UNUSABLE)('%s can not judge %s', (id, answer, text) => {
    const verdict = exerciseOf(id).judge(answer);
    expect(verdict.status).toBe('unusable');
    expect(verdict.text).toMatch(text);
  });

  it.each(OPEN)('%s is open with %s', (id, answer) => {
    expect(exerciseOf(id).judge(answer).status).toBe('open');
  });

  it('never gives the answer away', () => {
    for (const { id } of exercises()) {
      const exercise = exerciseOf(id);
      const verdicts = WRONG.filter(([wrong]) => wrong === id).map(([, answer]) => {
        const { text } = exercise.judge(answer);
        return text.replace(/^.*?which is/s, '');
      });
      const numbers = [...exercise.hints, ...verdicts, exercise.expected]
        .flatMap((text) => text.replace(/(\d),(?=\d{3})/g, '$1').match(/\d+(\.\d+)?/g) ?? [])
        .map(Number);
      for (const number of numbers) {
        expect(exercise.judge(number).status, `${id}: ${number}`).not.toBe('right');
      }
    }
  });

  const whole = RIGHT.filter(
    ([id, answer]) => typeof answer === 'number' && exerciseOf(id).expected.startsWith('a whole number')
  ) as [string, number][];

  it.each(whole)('%s does not round what is nearly %s to it', (id, right) => {
    // Nearer than the last of these, a large number is taken for rounded.
    const distances = [0.4, 0.04, 0.002].filter((distance) => distance > 1e-9 * right);
    for (const near of distances.flatMap((distance) => [right - distance, right + distance])) {
      const verdict = exerciseOf(id).judge(near);
      expect(verdict.status).toBe('wrong');
      expect(verdict.text).toContain(allDigits(near));
      expect(verdict.text).not.toMatch(new RegExp(`(?<![\\d.,])${allDigits(right)}(?![\\d,]|\\.\\d)`));
    }
  });

  it('never shows what a function should have returned', () => {
    const first = { size: 56, inputFilters: 24, outputFilters: 40, kernelSize: 3, stride: 1 };
    const { text } = exerciseOf('01.2').judge(() => 5);
    expect(text.replace(/\D/g, ' ')).not.toContain(String(separable(first)));
    expect(text).not.toContain(allDigits(separable(first)));
  });

  it('gives a function its own copy of a case', () => {
    const greedy = (given: Separable): number => {
      const macs = separable(given);
      given.size = 1;
      return macs;
    };
    expect(exerciseOf('01.2').judge(greedy).status).toBe('right');
  });
});

describe('a cell that checks an answer', () => {
  it('shows one hint more after each wrong answer, and none after others', () => {
    const sent: MimeBundle[] = [];
    const bridge: Partial<KernelBridge> = {
      version: 1,
      cellOutput: () => ({ display: (bundle) => sent.push(bundle) })
    };
    const global = globalThis as { [KERNEL_BRIDGE]?: Partial<KernelBridge> };
    global[KERNEL_BRIDGE] = bridge;
    const answers = [undefined, 1, 'x', 2, 3, 4, exactMacs()];
    answers.forEach((answer) => checkAnswer('01.1', answer));
    delete global[KERNEL_BRIDGE];
    const texts = sent.map((bundle) => String(bundle['text/plain']));
    expect(texts.map((text) => text.match(/^Hint: /gm)?.length ?? 0)).toEqual([0, 1, 0, 2, 3, 3, 0]);
    expect(texts.map((text) => text.split(/(?<=\.) /)[0])).toEqual([
      'No answer yet.',
      'Not yet.',
      'This can’t be checked.',
      'Not yet.',
      'Not yet.',
      'Not yet.',
      'Right.'
    ]);
  });

  it('writes HTML in which nothing of the reader acts', () => {
    const exercise = exerciseOf('01.1');
    const html = String(
      verdictBundle(exercise, exercise.judge('<img src=x onerror="alert(1)">'), 0)['text/html']
    );
    expect(html).toContain('&lt;img');
    const tags = html.match(/<[^>]*>/g) ?? [];
    expect(new Set(tags.map((tag) => tag.replace(/<\/?(\w+).*/s, '$1')))).toEqual(
      new Set(['div', 'p', 'strong'])
    );
    expect(tags.join()).not.toMatch(/\son\w+=/i);
  });
});

function exactMacs(): number {
  return 56 * 56 * 5 * 5 * 16 * 24;
}
