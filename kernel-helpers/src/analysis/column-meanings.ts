/** What translates a phrase; a translation bundle of JupyterLab is one. */
interface Translator {
  __(msgid: string): string;
}

/**
 * What columns of tables mean: how a number is computed, and where that comes from. Tables of cells and tables of views
 * take their explanations from here.
 */
const MEANINGS = {
  // Parts of a network.
  inputSize: (trans) => trans.__('Side of the map that comes in, pixels'),
  outputSize: (trans) => trans.__('Side of the map that goes out: ⌈side in ÷ stride⌉, pixels'),
  inputFilters: (trans) => trans.__('Channels that come in'),
  outputFilters: (trans) =>
    trans.__(
      'Channels that go out: the base’s × the width coefficient, to a multiple of the divisor; arXiv 1905.11946'
    ),
  kernelSize: (trans) => trans.__('Side of the filter, pixels'),
  stride: (trans) => trans.__('Steps of the filter, pixels: 2 halves the map'),
  operator: (trans) =>
    trans.__('Kind of block: MBConv (arXiv 1801.04381), Fused-MBConv (arXiv 2104.00298) or a convolution'),
  repeats: (trans) => trans.__('Blocks of the stage: ⌈the base’s × the depth coefficient⌉; arXiv 1905.11946'),
  expansionRatio: (trans) =>
    trans.__('t: channels within the block ÷ channels that come in; arXiv 1801.04381'),
  expandedFilters: (trans) => trans.__('Channels within the block: t × channels in, or fewer where pruned'),
  squeezeExciteFilters: (trans) => trans.__('Channels between the two layers of the gate; arXiv 1709.01507'),
  stage: (trans) =>
    trans.__('Part of the network with one kind of block and one size of maps; table 1 of arXiv 1905.11946'),
  block: (trans) => trans.__('Block, by its stage and its place in it: 2b is the second of stage 2'),
  layer: (trans) => trans.__('Layer, by its block and what it does'),
  layerKind: (trans) => trans.__('What the layer computes'),
  order: (trans) => trans.__('Place in the order of execution, from 0'),
  inputs: (trans) => trans.__('Layers whose outputs come in'),
  params: (trans) => trans.__('Weights that training changes: filters, biases, scales and shifts'),
  statistics: (trans) =>
    trans.__(
      'Running means and variances of batch normalisation, which training doesn’t learn; arXiv 1502.03167'
    ),
  macs: (trans) =>
    trans.__('Multiply-adds for one image: of a convolution, k²·C/groups·C′·pixels out; flops = 2 · MACs'),
  elementOps: (trans) =>
    trans.__('Elements that are normalised, activated, scaled, added, pooled or biased; never part of MACs'),
  outputElements: (trans) => trans.__('Elements of the output for one image: pixels × channels'),
  bytesMoved: (trans) =>
    trans.__(
      'Bytes of inputs and weights read and output written for one image, 32-bit, if nothing stays in a cache'
    ),
  arithmeticIntensity: (trans) => trans.__('MACs ÷ bytes moved: a layer with a low value waits for memory'),
  receptiveField: (trans) =>
    trans.__(
      'Side of what one place of the map sees, by theory: r + (k − 1)·jump, layer by layer; pixels of the image'
    ),
  jump: (trans) =>
    trans.__(
      'Pixels of the image between two neighbouring places of the map: the product of the strides so far'
    ),
  quantity: (trans) => trans.__('Field of the report that holds the number'),
  quantityMeaning: (trans) => trans.__('What is counted, and by whose convention'),
  quantityValue: (trans) => trans.__('For one image, every digit'),
  quantityUnit: (trans) => trans.__('What is counted'),
  termFormula: (trans) => trans.__('MACs as a formula; k filter, C in, C′ out, t expansion'),
  termFilled: (trans) => trans.__('The formula with the numbers in it'),
  term: (trans) => trans.__('Step of the block that is counted by itself'),
  paramsFormula: (trans) => trans.__('Weights as a formula; k filter, C in, C′ out, t expansion'),
  ratio: (trans) => trans.__('To the standard convolution of the same place'),
  // Tools that count.
  tool: (trans) => trans.__('Program or paper that counts'),
  toolCounts: (trans) => trans.__('What it takes for an operation'),
  toolTotal: (trans) => trans.__('What it counts for one image by its own rules'),
  toolDifference: (trans) => trans.__('Its count − ours; ours are MACs'),
  toolRelative: (trans) => trans.__('(its count − ours) ÷ ours'),
  toolFigure: (trans) => trans.__('What it printed when it was run, or what its source states'),
  toolAgrees: (trans) => trans.__('Whether its rules, applied here, give what it printed'),
  toolWhy: (trans) => trans.__('Which of its rules make the difference'),
  toolTerm: (trans) => trans.__('Operations of one kind, which tools count or leave out'),
  toolTermCount: (trans) => trans.__('How many there are for one image'),
  toolTermFactor: (trans) => trans.__('Operations that the tool counts for each'),
  toolTermValue: (trans) => trans.__('How many × operations each'),
  toolTermIncluded: (trans) => trans.__('Whether the tool counts them'),
  toolTermOperator: (trans) => trans.__('Under which operator the tool lists them'),
  // Searches for coefficients.
  alpha: (trans) => trans.__('Blocks are multiplied by α for each step of φ; arXiv 1905.11946, equation 3'),
  beta: (trans) => trans.__('Channels are multiplied by β for each step of φ; arXiv 1905.11946, equation 3'),
  gamma: (trans) =>
    trans.__('The image’s side is multiplied by γ for each step of φ; arXiv 1905.11946, equation 3'),
  idealGrowth: (trans) =>
    trans.__(
      'Growth of the cost before rounding: α·β²·γ² for MACs, α·β² for parameters; arXiv 1905.11946, equation 3'
    ),
  builtGrowth: (trans) =>
    trans.__(
      'Cost of the built network ÷ cost of the baseline: whole blocks, channels in eights, whole pixels'
    ),
  builtCost: (trans) => trans.__('Cost of the built network, for one image'),
  predicted: (trans) =>
    trans.__(
      'A = A∞ − Σ a·x^(−p), a model through five rows of table 7 of arXiv 1905.11946, unless you gave another'
    ),
  predictedAtEqualCost: (trans) =>
    trans.__('What the model predicts for the same proportions at exactly the requested growth'),
  builtNetwork: (trans) => trans.__('Triplets with the same number build the same network'),
  triplets: (trans) => trans.__('Triplets of the grid that was searched'),
  // Results of others, and fronts.
  network: (trans) => trans.__('Name in its source'),
  recordCost: (trans) =>
    trans.__('Cost according to the source, or counted from the network’s specification'),
  top1: (trans) => trans.__('Share of images whose most likely class is correct, according to the source'),
  accuracyInterval: (trans) =>
    trans.__('Where the true accuracy lies, with this confidence, over other seeds or other images'),
  onFront: (trans) => trans.__('No other costs no more, is no less accurate, and better in one of the two'),
  dominatedBy: (trans) => trans.__('The most accurate member of the front that costs no more'),
  recordKind: (trans) => trans.__('Measured here, published, or predicted by a model'),
  recordSource: (trans) => trans.__('Where the numbers stand'),
  recordDate: (trans) => trans.__('When they were read or measured'),
  recordVersion: (trans) => trans.__('Of the source or the program'),
  recordSetting: (trans) => trans.__('What the network was made or trained with'),
  // Where a family stops paying.
  phi: (trans) => trans.__('φ: steps of compound scaling from the baseline; arXiv 1905.11946'),
  costRatio: (trans) => trans.__('Cost ÷ cost of the baseline'),
  accuracyPerCost: (trans) => trans.__('Accuracy ÷ cost'),
  accuracyGain: (trans) => trans.__('Accuracy − accuracy of the network before, percentage points'),
  marginalGain: (trans) =>
    trans.__('dA/dF: gain in accuracy for one more unit of cost; between networks ΔA ÷ ΔF'),
  gainPerDoubling: (trans) => trans.__('ΔA ÷ log₂ of the growth in cost, percentage points'),
  curveParameter: (trans) => trans.__('A(φ) = A∞ − B·e^(−kφ), F(φ) = F₀·g^φ'),
  curveValue: (trans) => trans.__('Least squares through the networks, unless the curve is your own'),
  interval: (trans) =>
    trans.__('Parametric bootstrap: accuracies drawn anew around the curve and fitted again'),
  // Sweeps.
  sweepCandidate: (trans) => trans.__('Network with a way of training it; trained once for each seed'),
  sweepStatus: (trans) =>
    trans.__(
      'Where successive halving has it: the best one in η of a rung go on to the next; Li et al. 2020, arXiv 1810.05934'
    ),
  sweepRung: (trans) => trans.__('Epochs of the last rung that has let it in'),
  sweepAccuracy: (trans) =>
    trans.__('Mean over seeds of the share of validation images that are right, at its last whole rung'),
  sweepMeasuredAt: (trans) => trans.__('Epochs after which all its seeds were compared'),
  sweepInterval: (trans) =>
    trans.__(
      '95 % interval of the mean over seeds: Student’s, with the deviation pooled over the candidates of the rung'
    ),
  sweepEpochs: (trans) => trans.__('Epochs trained, of all seeds together'),
  sweepSeconds: (trans) => trans.__('What these epochs took, of all seeds together'),
  sweepSetting: (trans) => trans.__('What tells candidates apart: a coefficient, or a value of the grid'),
  sweepFailure: (trans) => trans.__('Why a run of it was not trained on'),
  // Gates.
  channel: (trans) => trans.__('Channel that the gate scales, from 0'),
  gateMean: (trans) => trans.__('Mean of the gate over all inputs, 0…1; arXiv 1709.01507'),
  gateDeviation: (trans) => trans.__('Standard deviation over all inputs'),
  gateQuantile: (trans) => trans.__('So many of the inputs have a smaller gate'),
  gateExtreme: (trans) => trans.__('Over all inputs'),
  gateBelow: (trans) => trans.__('Share of inputs whose gate is below the threshold'),
  gateVerdict: (trans) =>
    trans.__('Below the threshold for all inputs, for some, or for none, as the quantile asks'),
  gateContribution: (trans) =>
    trans.__(
      'E|g·v|·‖w‖: what the channel adds to the block’s output; g gate, v value, w its row of the projection'
    ),
  pruneRank: (trans) => trans.__('Place in the order of pruning: the smallest contribution first'),
  // Noise of normalisation.
  batchSize: (trans) => trans.__('N: images in a batch'),
  mapHeight: (trans) => trans.__('H: rows of the map'),
  mapWidth: (trans) => trans.__('W: columns of the map'),
  channels: (trans) => trans.__('C: channels of the map'),
  groups: (trans) => trans.__('G: groups of channels; arXiv 1803.08494'),
  correlation: (trans) => trans.__('ρ: correlation of neighbouring pixels'),
  kurtosis: (trans) => trans.__('Fourth moment ÷ σ⁴: 3 for a normal distribution'),
  batchValues: (trans) => trans.__('N·H·W: values behind a statistic of batch norm; arXiv 1502.03167'),
  groupValues: (trans) => trans.__('H·W·C/G: values behind a statistic of group norm; arXiv 1803.08494'),
  crossing: (trans) => trans.__('N* = C/G: batch size from which batch norm has more values than group norm'),
  designEffect: (trans) =>
    trans.__('D: how many times the variance of the mean is that of independent values (Kish 1965)'),
  effectiveValues: (trans) => trans.__('m/D: independent values with the same noise'),
  meanError: (trans) => trans.__('√(D/m): standard deviation of the mean'),
  meanErrorIndependent: (trans) => trans.__('1/√m: the same if values were independent'),
  varianceMean: (trans) => trans.__('1 − D/m: what the variance of a sample is on average'),
  varianceError: (trans) => trans.__('Standard deviation of the variance of a sample'),
  outputNoise: (trans) => trans.__('Noise of a normalised value that comes from mean and variance'),
  // Noise as measured in a network.
  normalization: (trans) =>
    trans.__('batch: statistics of the batch, in training; group: of groups of channels of one image'),
  constantChannels: (trans) => trans.__('Channels without variance over all images, which are left out'),
  measuredCorrelation: (trans) =>
    trans.__('ρ: correlation of two pixels of one image by one-way analysis of variance, mean over channels'),
  squaresCorrelation: (trans) =>
    trans.__(
      'The same of squared deviations, for which Gaussian theory takes ρ²: more where images differ in contrast'
    ),
  measuredError: (trans) =>
    trans.__('Standard deviation over batches drawn with replacement, root mean square over channels'),
  measuredInterval: (trans) => trans.__('End of the interval, by resampling whole images and batches'),
  measuredDistinct: (trans) =>
    trans.__('The same for batches in which no image comes twice: smaller by √(1 − N/images)'),
  varianceErrorIndependent: (trans) =>
    trans.__('√(2(m − 1))/m: the same if values were independent and normal'),
  varianceErrorKurtosis: (trans) =>
    trans.__('The same with the channels’ kurtosis, for a shared and an own part of each pixel'),
  varianceErrorImages: (trans) =>
    trans.__('What independent draws of these very images give, by their moments: no theory of pixels'),
  theoryInside: (trans) => trans.__('Whether correlated theory lies inside the interval'),
  measuredOutputNoise: (trans) =>
    trans.__(
      'How much normalised values of a fixed image move with its companions, what earlier layers add included'
    ),
  // Times.
  imagesInStep: (trans) => trans.__('Images in one step'),
  medianTime: (trans) => trans.__('Half of the steps took less'),
  quantileTime: (trans) => trans.__('So many of the steps took less'),
  firstTime: (trans) => trans.__('The first step, which also compiles and allocates'),
  imagesPerSecond: (trans) => trans.__('Images in a step ÷ median time'),
  macsPerSecond: (trans) => trans.__('MACs of one image × images per second'),
  // Statements.
  statement: (trans) => trans.__('What the textbook says'),
  statementStatus: (trans) => trans.__('Whether it holds, by the rule in “decided by”'),
  claimed: (trans) => trans.__('Number of the textbook'),
  computed: (trans) => trans.__('Number that comes out here'),
  relativeError: (trans) => trans.__('(computed − claimed) ÷ claimed'),
  uncertainty: (trans) =>
    trans.__('Bounds of the computed number: half a unit of printed digits, or a range'),
  decision: (trans) => trans.__('Rule that decides'),
  // Two networks on the same images.
  comparedClass: (trans) => trans.__('True class'),
  comparedImages: (trans) => trans.__('Images of the class that both networks saw'),
  classAccuracy: (trans) => trans.__('Share of the images that the network names right, 0…1'),
  accuracyDifference: (trans) => trans.__('Share that the first network names right − share of the second'),
  differenceInterval: (trans) => trans.__('Score test of paired proportions (Tango 1998)'),
  pairedAnswers: (trans) => trans.__('Images by which of the two networks names them right'),
  // Evaluations.
  evaluatedClass: (trans) => trans.__('Name of the class, from the data set'),
  support: (trans) => trans.__('Images whose true class it is: the sum of its row in the confusion matrix'),
  recall: (trans) =>
    trans.__(
      'TP / (TP + FN): images of the class that are read as it, among all of its images (van Rijsbergen 1979)'
    ),
  precision: (trans) =>
    trans.__(
      'TP / (TP + FP): images of the class, among all that are read as it (van Rijsbergen 1979); a dash where none is'
    ),
  f1: (trans) =>
    trans.__(
      '2·TP / (2·TP + FP + FN), the harmonic mean of recall and precision (van Rijsbergen 1979, β = 1)'
    ),
  missed: (trans) =>
    trans.__('FN: images of the class that are read as another one, from the confusion matrix'),
  mostReadAs: (trans) =>
    trans.__('The largest cell beside the diagonal in the row of the class in the confusion matrix'),
  mostReadAsImages: (trans) => trans.__('Images in that cell'),
  trueClass: (trans) => trans.__('Row of the confusion matrix: what the data set says'),
  predictedClass: (trans) =>
    trans.__('Column of the confusion matrix: the most likely class, as the network says'),
  confusedImages: (trans) => trans.__('Images of the true class that are read as the predicted one'),
  galleryImage: (trans) => trans.__('Name of the image, or its place among those given'),
  ownClass: (trans) => trans.__('Class of the image, as its data set says; a dash where that isn’t known'),
  namedClass: (trans) => trans.__('The most likely class, as the network says; a dash where none was asked'),
  namedProbability: (trans) => trans.__('Of the predicted class: the softmax of the logits'),
  imageLoss: (trans) =>
    trans.__('Cross-entropy of the one image: −ln p in nats, with p the probability of its true class'),
  // Training.
  epoch: (trans) => trans.__('Passes over the training images'),
  trainingLoss: (trans) =>
    trans.__(
      'Cross-entropy, mean over the epoch, with regularisation and smoothed labels if the run has them'
    ),
  trainingAccuracy: (trans) =>
    trans.__(
      'Share of the epoch’s training images classified correctly, while the weights were still changing'
    ),
  validationLoss: (trans) => trans.__('Cross-entropy on held-out images, after the epoch'),
  validationAccuracy: (trans) =>
    trans.__('Share of the validation images classified correctly, after the epoch'),
  learningRate: (trans) => trans.__('After the epoch’s last step, by the schedule'),
  epochTime: (trans) => trans.__('From the epoch’s first step to the end of its validation')
} as const satisfies Readonly<Record<string, (trans: Translator) => string>>;

/** A column that is explained. */
export type ColumnMeaning = keyof typeof MEANINGS;

/** What a column means, in the reader's language. */
export function columnMeaning(name: ColumnMeaning, trans: Translator): string {
  return MEANINGS[name](trans);
}

const AS_WRITTEN: Translator = { __: (msgid) => msgid };

/** The same for tables of cells. */
export const COLUMN_MEANINGS = Object.fromEntries(
  (Object.keys(MEANINGS) as ColumnMeaning[]).map((name) => [name, columnMeaning(name, AS_WRITTEN)])
) as Readonly<Record<ColumnMeaning, string>>;
