/**
 * What columns of tables mean: how a number is computed, and where that comes from. Tables of cells, their CSV's reader
 * and tables of views take their explanations from here; a page translates them.
 */
export const COLUMN_MEANINGS = {
  // Parts of a network.
  inputSize: 'Side of the map that comes in, pixels',
  outputSize: 'Side of the map that goes out: ⌈side in ÷ stride⌉, pixels',
  inputFilters: 'Channels that come in',
  outputFilters:
    'Channels that go out: the base’s × the width coefficient, to a multiple of the divisor; arXiv 1905.11946',
  kernelSize: 'Side of the filter, pixels',
  stride: 'Steps of the filter, pixels: 2 halves the map',
  operator: 'Kind of block: MBConv (arXiv 1801.04381), Fused-MBConv (arXiv 2104.00298) or a convolution',
  repeats: 'Blocks of the stage: ⌈the base’s × the depth coefficient⌉; arXiv 1905.11946',
  expansionRatio: 't: channels within the block ÷ channels that come in; arXiv 1801.04381',
  expandedFilters: 'Channels within the block: t × channels in',
  squeezeExciteFilters: 'Channels between the two layers of the gate; arXiv 1709.01507',
  stage: 'Part of the network with one kind of block and one size of maps; table 1 of arXiv 1905.11946',
  block: 'Block, by its stage and its place in it: 2b is the second of stage 2',
  layer: 'Layer, by its block and what it does',
  layerKind: 'What the layer computes',
  order: 'Place in the order of execution, from 0',
  inputs: 'Layers whose outputs come in',
  params: 'Weights that training changes: filters, biases, scales and shifts',
  statistics:
    'Running means and variances of batch normalisation, which training doesn’t learn; arXiv 1502.03167',
  macs: 'Multiply-adds for one image: of a convolution, k²·C/groups·C′·pixels out; flops = 2 · MACs',
  elementOps: 'Elements that are normalised, activated, scaled, added, pooled or biased; never part of MACs',
  outputElements: 'Elements of the output for one image: pixels × channels',
  bytesMoved:
    'Bytes of inputs and weights read and output written for one image, 32-bit, if nothing stays in a cache',
  arithmeticIntensity: 'MACs ÷ bytes moved: a low one waits for memory',
  receptiveField:
    'Side of what one place of the map sees, by theory: r + (k − 1)·jump, layer by layer; pixels of the image',
  jump: 'Pixels of the image between two neighbouring places of the map: the product of the strides so far',
  quantity: 'Field of the report that holds the number',
  quantityMeaning: 'What is counted, and by whose convention',
  quantityValue: 'For one image, every digit',
  quantityUnit: 'What is counted',
  termFormula: 'MACs as a formula; k filter, C in, C′ out, t expansion',
  termFilled: 'The formula with the numbers in it',
  term: 'Step of the block that is counted by itself',
  paramsFormula: 'Weights as a formula; k filter, C in, C′ out, t expansion',
  ratio: 'To the standard convolution of the same place',
  // Tools that count.
  tool: 'Program or paper that counts',
  toolCounts: 'What it takes for an operation',
  toolTotal: 'What it counts for one image by its own rules',
  toolDifference: 'Its count − ours; ours are MACs',
  toolRelative: '(its count − ours) ÷ ours',
  toolFigure: 'What it printed when it was run, or what its source states',
  toolAgrees: 'Whether its rules, applied here, give what it printed',
  toolWhy: 'Which of its rules make the difference',
  toolTerm: 'Operations of one kind, which tools count or leave out',
  toolTermCount: 'How many there are for one image',
  toolTermFactor: 'Operations that the tool counts for each',
  toolTermValue: 'How many × operations each',
  toolTermIncluded: 'Whether the tool counts them',
  toolTermOperator: 'Under which operator the tool lists them',
  // Searches for coefficients.
  alpha: 'Blocks are multiplied by α for each step of φ; arXiv 1905.11946, equation 3',
  beta: 'Channels are multiplied by β for each step of φ; arXiv 1905.11946, equation 3',
  gamma: 'The image’s side is multiplied by γ for each step of φ; arXiv 1905.11946, equation 3',
  idealGrowth:
    'Growth of the cost before rounding: α·β²·γ² for MACs, α·β² for parameters; arXiv 1905.11946, equation 3',
  builtGrowth:
    'Cost of the built network ÷ cost of the baseline: whole blocks, channels in eights, whole pixels',
  builtCost: 'Cost of the built network, for one image',
  predicted:
    'A = A∞ − Σ a·x^(−p), a model through five rows of table 7 of arXiv 1905.11946, unless you gave another',
  predictedAtEqualCost:
    'What the model predicts for the same proportions at exactly the growth that was asked for',
  builtNetwork: 'Triplets with the same number build the same network',
  triplets: 'Triplets of the grid that was searched',
  // Results of others, and fronts.
  network: 'Name in its source',
  recordCost: 'Cost as the source gives it, or as the network’s specification counts it',
  top1: 'Share of images whose most likely class is right, as the source gives it',
  onFront: 'No other costs no more, is no less accurate, and better in one of the two',
  dominatedBy: 'The most accurate member of the front that costs no more',
  recordKind: 'Measured here, published, or predicted by a model',
  recordSource: 'Where the numbers stand',
  recordDate: 'When they were read or measured',
  recordVersion: 'Of the source or the program',
  recordSetting: 'What the network was made or trained with',
  // Where a family stops paying.
  phi: 'φ: steps of compound scaling from the baseline; arXiv 1905.11946',
  costRatio: 'Cost ÷ cost of the baseline',
  accuracyPerCost: 'Accuracy ÷ cost',
  accuracyGain: 'Accuracy − accuracy of the network before, percentage points',
  marginalGain: 'dA/dF: gain in accuracy for one more unit of cost; between networks ΔA ÷ ΔF',
  gainPerDoubling: 'ΔA ÷ log₂ of the growth in cost, percentage points',
  curveParameter: 'A(φ) = A∞ − B·e^(−kφ), F(φ) = F₀·g^φ',
  curveValue: 'Least squares through the networks, unless the curve is your own',
  interval: 'Parametric bootstrap: accuracies drawn anew around the curve and fitted again',
  // Gates.
  channel: 'Channel that the gate scales, from 0',
  gateMean: 'Mean of the gate over all inputs, 0…1; arXiv 1709.01507',
  gateDeviation: 'Standard deviation over all inputs',
  gateQuantile: 'So many of the inputs have a smaller gate',
  gateExtreme: 'Over all inputs',
  gateBelow: 'Share of inputs whose gate is below the threshold',
  gateVerdict: 'Below the threshold for all inputs, for some, or for none, as the quantile asks',
  gateContribution:
    'E|g·v|·‖w‖: what the channel adds to the block’s output; g gate, v value, w its row of the projection',
  pruneRank: 'Place in the order of pruning: the smallest contribution first',
  // Noise of normalisation.
  batchSize: 'N: images in a batch',
  mapHeight: 'H: rows of the map',
  mapWidth: 'W: columns of the map',
  channels: 'C: channels of the map',
  groups: 'G: groups of channels; arXiv 1803.08494',
  correlation: 'ρ: correlation of neighbouring pixels',
  kurtosis: 'Fourth moment ÷ σ⁴: 3 for a normal distribution',
  batchValues: 'N·H·W: values behind a statistic of batch norm; arXiv 1502.03167',
  groupValues: 'H·W·C/G: values behind a statistic of group norm; arXiv 1803.08494',
  crossing: 'N* = C/G: batch size from which batch norm has more values than group norm',
  designEffect: 'D: how many times the variance of the mean is that of independent values (Kish 1965)',
  effectiveValues: 'm/D: independent values with the same noise',
  meanError: '√(D/m): standard deviation of the mean',
  meanErrorIndependent: '1/√m: the same if values were independent',
  varianceMean: '1 − D/m: what the variance of a sample is on average',
  varianceError: 'Standard deviation of the variance of a sample',
  outputNoise: 'Noise of a normalised value that comes from mean and variance',
  // Times.
  imagesInStep: 'Images in one step',
  medianTime: 'Half of the steps took less',
  quantileTime: 'So many of the steps took less',
  firstTime: 'The first step, which also compiles and allocates',
  imagesPerSecond: 'Images in a step ÷ median time',
  macsPerSecond: 'MACs of one image × images per second',
  // Statements.
  statement: 'What the textbook says',
  statementStatus: 'Whether it holds, by the rule in “decided by”',
  claimed: 'Number of the textbook',
  computed: 'Number that comes out here',
  relativeError: '(computed − claimed) ÷ claimed',
  uncertainty: 'Bounds of the computed number: half a unit of printed digits, or a range',
  decision: 'Rule that decides',
  // Training.
  epoch: 'Passes over the training images',
  trainingLoss:
    'Cross-entropy, mean over the epoch, with regularisation and smoothed labels if the run has them',
  trainingAccuracy: 'Share of the epoch’s training images that were right, while weights still changed',
  validationLoss: 'Cross-entropy on images that training doesn’t see, after the epoch',
  validationAccuracy: 'Share of the validation images that are right, after the epoch',
  learningRate: 'After the epoch’s last step, by the schedule',
  epochTime: 'From the epoch’s first step to the end of its validation'
} as const satisfies Readonly<Record<string, string>>;

/** A column that is explained. */
export type ColumnMeaning = keyof typeof COLUMN_MEANINGS;
