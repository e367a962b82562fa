import type { CostTermName } from './closed-form';
import type { TermId } from './tool-rules';

/** What translates a phrase; a translation bundle of JupyterLab is one. */
interface Translator {
  __(msgid: string): string;
}

/**
 * What rows mean whose heads name a quantity: how it is computed, and where that comes from. Tables of cells, tables of
 * views and lists of details take their explanations from here.
 */
const MEANINGS = {
  // Terms of a block.
  'term.standard': (trans) =>
    trans.__('Standard convolution: each output channel reads k × k pixels of every input channel'),
  'term.expand': (trans) =>
    trans.__('1 × 1 convolution that widens C channels to t·C; arXiv 1801.04381, section 3.3'),
  'term.depthwise': (trans) =>
    trans.__('One k × k filter for each channel, which mixes no channels; arXiv 1704.04861, section 3.1'),
  'term.pointwise': (trans) =>
    trans.__('1 × 1 convolution that mixes channels and reads no neighbours; arXiv 1704.04861, section 3.1'),
  'term.squeeze': (trans) =>
    trans.__('First layer of the gate: from the channels’ means to fewer values; arXiv 1709.01507'),
  'term.excite': (trans) =>
    trans.__('Second layer of the gate: from those values to one gate for each channel; arXiv 1709.01507'),
  'term.bias': (trans) => trans.__('Added to the outputs of the gate’s two layers: parameters without MACs'),
  'term.project': (trans) =>
    trans.__('1 × 1 convolution back to the block’s output channels, without activation; arXiv 1801.04381'),
  'term.normalization': (trans) =>
    trans.__('A scale and a shift for each channel of each normalisation: parameters without MACs'),
  // Ways to compute one layer.
  'block.standard': (trans) => trans.__('One convolution: k²·C·C′ MACs for each output pixel'),
  'block.separable': (trans) =>
    trans.__('Depthwise, then pointwise: C·(k² + C′) MACs for each output pixel; arXiv 1704.04861'),
  'block.mbconv': (trans) =>
    trans.__(
      'Expansion, depthwise convolution, gate and projection; arXiv 1801.04381, with the gate of arXiv 1709.01507'
    ),
  // Terms of a tool's count.
  'tool.convolution': (trans) => trans.__('MACs of all convolutions that are not depthwise'),
  'tool.depthwise': (trans) => trans.__('MACs of the convolutions with one filter for each channel'),
  'tool.squeezeExcite': (trans) => trans.__('MACs of the two layers of each gate, on one pixel'),
  'tool.classifier': (trans) => trans.__('MACs of the last layer: features × classes'),
  'tool.normalization': (trans) => trans.__('Outputs of all normalisations, each element once'),
  'tool.activation': (trans) =>
    trans.__('Outputs of activations in stem, blocks and head, each element once'),
  'tool.squeezeExciteActivation': (trans) =>
    trans.__('Hidden values of all gates, which pass through an activation'),
  'tool.gateActivation': (trans) =>
    trans.__('Gates of all blocks: one sigmoid for each channel within a block'),
  'tool.bias': (trans) => trans.__('Biases added in gates and classifier, one for each output'),
  'tool.headPool': (trans) => trans.__('Pixels × channels that the mean before the classifier reads'),
  'tool.squeezePool': (trans) => trans.__('Pixels × channels that the means before the gates read'),
  'tool.gate': (trans) => trans.__('Pixels × channels that are multiplied by a gate'),
  'tool.add': (trans) => trans.__('Elements of shortcuts that are added to a block’s output'),
  'tool.stridedConvolution': (trans) =>
    trans.__('MACs of the convolutions with a stride above 1, part of the convolutions above'),
  'tool.imageSize': (trans) => trans.__('Count at the figure’s image size − count at the present one'),
  'tool.unexplained': (trans) => trans.__('Printed figure − sum of the terms by the tool’s published rules'),
  toolTogether: (trans) => trans.__('Sum of the terms above: what the tool counts for one image'),
  // A whole network.
  'total.params.trainable': (trans) =>
    trans.__('Σ over layers of filters, biases, scales and shifts, as PyTorch, timm and the paper count'),
  'total.params.withStatistics': (trans) =>
    trans.__('Trainable parameters + moving means and variances of batch normalisation'),
  'total.params.keras': (trans) =>
    trans.__(
      'What count_params() of Keras gives: with moving statistics and those of its Normalization layer'
    ),
  'total.macs.total': (trans) =>
    trans.__('Σ of the products of convolutions, gates and classifier for one image; “FLOPs” of the paper'),
  'total.macs.conv': (trans) => trans.__('Σ pixels out · k²·C·C′ of the convolutions that are not depthwise'),
  'total.macs.depthwise': (trans) => trans.__('Σ pixels out · k²·C of the depthwise convolutions'),
  'total.macs.squeezeExcite': (trans) => trans.__('Σ 2·(channels within the block)·(hidden channels)'),
  'total.macs.dense': (trans) => trans.__('Features × classes'),
  'total.flops': (trans) => trans.__('A multiplication and an addition for each MAC'),
  'total.elements.total': (trans) => trans.__('Sum of the element operations below; never part of MACs'),
  'total.elements.normalization': (trans) => trans.__('Outputs of all normalisations'),
  'total.elements.activation': (trans) => trans.__('Outputs of the activations in stem, blocks and head'),
  'total.elements.pool': (trans) => trans.__('Inputs of the means before gates and classifier'),
  'total.elements.multiply': (trans) => trans.__('Pixels × channels that are multiplied by a gate'),
  'total.elements.add': (trans) => trans.__('Elements of shortcuts that are added to a block’s output'),
  'total.elements.squeezeExcite': (trans) =>
    trans.__('A bias and an activation for each output of the gates’ two layers'),
  'total.elements.dense': (trans) => trans.__('A bias for each class'),
  'total.memory.weights': (trans) => trans.__('4 bytes × parameters and moving statistics'),
  'total.memory.outputs': (trans) => trans.__('4 bytes × outputs of all layers, for one image'),
  'total.memory.inferencePeak': (trans) =>
    trans.__('Most that is alive at once for one image, each output freed after its last use'),
  'total.memory.savedActivations': (trans) =>
    trans.__('Activations of one image that the backward pass reads, 4 bytes each'),
  'total.memory.trainingPeak': (trans) =>
    trans.__('Most activations and their gradients that are alive at once in a training step, for one image'),
  'total.bytesMoved': (trans) =>
    trans.__('Σ over layers of inputs and weights read and outputs written, 4 bytes each'),
  'total.receptiveField': (trans) =>
    trans.__('r + (k − 1)·jump, layer by layer: side of what one place of the last map sees, by theory'),
  'total.depth': (trans) => trans.__('Blocks of all stages, without stem and head'),
  'total.spec.resolution': (trans) => trans.__('Side of the image for which all this is counted'),
  // A row of a network's table.
  shapeIn: (trans) => trans.__('Map that comes in: height × width × channels'),
  shapeOut: (trans) => trans.__('Map that goes out: height × width × channels'),
  outputBytes: (trans) => trans.__('Outputs of the layers for one image, 4 bytes each'),
  // Growth by dimension.
  'growth.depth': (trans) => trans.__('d: MACs grow with the number of blocks'),
  'growth.width': (trans) => trans.__('w²: MACs grow with channels in × channels out'),
  'growth.resolution': (trans) => trans.__('r²: MACs grow with the pixels of the maps'),
  'growth.together': (trans) => trans.__('d·w²·r²: product of the three; arXiv 1905.11946, equation 3'),
  'growth.builtOverPromised': (trans) => trans.__('Growth of the MACs ÷ d·w²·r²'),
  // Searches.
  bestTriplet: (trans) =>
    trans.__('Highest predicted accuracy among the feasible triplets; on a tie the lower cost'),
  bestAtEqualCost: (trans) =>
    trans.__('Highest accuracy predicted for the triplet’s proportions at exactly the requested growth'),
  nearestTriplet: (trans) => trans.__('The triplet that misses the constraint by least: none meets it'),
  publishedTriplet: (trans) => trans.__('α = 1.2, β = 1.1, γ = 1.15; arXiv 1905.11946, section 4.1'),
  continuousOptimum: (trans) =>
    trans.__(
      'Best multipliers if they could take any value: p·a·x^(−p) ÷ exponent in the cost is the same for all'
    ),
  triedTriplets: (trans) => trans.__('Places of the grid'),
  differentNetworks: (trans) => trans.__('Triplets that build the same network count once'),
  withinIdeal: (trans) => trans.__('|growth by the rule − g| ≤ tolerance'),
  withinBuilt: (trans) => trans.__('|growth of the built network − g| ≤ tolerance'),
  withinBoth: (trans) => trans.__('Both growths are within the tolerance'),
  feasibleTriplets: (trans) => trans.__('By the constraint of the control'),
  // Fronts.
  frontMembers: (trans) => trans.__('Networks that nothing dominates'),
  dominatedNetworks: (trans) =>
    trans.__('Something costs no more, is no less accurate, and better in one of the two'),
  knee: (trans) =>
    trans.__('Member highest above the line between the ends of the front; Satopää et al. 2011'),
  hypervolume: (trans) => trans.__('Σ (cᵢ₊₁ − cᵢ)·(Aᵢ − A₀) up to the highest cost; Zitzler and Thiele 1999'),
  hypervolumeCorner: (trans) =>
    trans.__('Corner of the hypervolume: lowest accuracy and highest cost of the whole set'),
  // Where a family stops paying.
  baselinePlace: (trans) => trans.__('φ = 0: the network from which the family is scaled'),
  stoppingPhi: (trans) =>
    trans.__('φ*: where the marginal gain dA/dF has fallen to the threshold, by the fitted curve'),
  nearestNetwork: (trans) => trans.__('The network of the family whose φ is closest to φ*'),
  asymptote: (trans) => trans.__('Accuracy that the curve approaches: A(φ) = A∞ − B·e^(−kφ)'),
  amplitude: (trans) => trans.__('A∞ − accuracy at φ = 0'),
  rate: (trans) => trans.__('Each step of φ leaves e^(−k) of the distance to A∞'),
  costGrowth: (trans) => trans.__('Cost of φ + 1 ÷ cost of φ: F(φ) = F₀·g^φ'),
  curveDistance: (trans) => trans.__('Root of the mean of the squared distances'),
  // Gates.
  alwaysLow: (trans) => trans.__('Channels whose high quantile of the gate lies below τ'),
  sometimesLow: (trans) =>
    trans.__('Channels below τ on some inputs, though not as often as the quantile asks'),
  neverLow: (trans) => trans.__('Channels whose gate is not below τ on any input'),
  prunedChannels: (trans) => trans.__('Channels whose score is below the threshold; at least one is kept'),
  savedParams: (trans) =>
    trans.__('Pruned channels × parameters of one channel: its parts of all layers of the block'),
  savedMacs: (trans) => trans.__('Pruned channels × MACs of one channel, for one image'),
  savedNetworkMacs: (trans) => trans.__('The same MACs, as a share of the whole network’s'),
  // Two networks on the same images.
  comparedAccuracy: (trans) => trans.__('Share of the images that are classified correctly'),
  comparedInterval: (trans) =>
    trans.__('Of one network by Wilson (1927); of the difference by Tango (1998), for paired answers'),
  comparedMacs: (trans) => trans.__('Multiply-adds for one image'),
  comparedParams: (trans) => trans.__('Trainable weights'),
  firstRight: (trans) => trans.__('Images that the first network classifies correctly'),
  firstWrong: (trans) => trans.__('Images that the first network classifies wrongly'),
  mcnemar: (trans) =>
    trans.__(
      'McNemar’s exact test: how often a fair coin splits the images on which one alone is right as unevenly'
    ),
  // One image.
  imagePrediction: (trans) => trans.__('The most likely class, and the softmax of its logit'),
  imageTruth: (trans) => trans.__('The class that the data set states, and the softmax of its logit'),
  // A training run.
  runEpoch: (trans) => trans.__('The pass over the training images that is under way, of those planned'),
  runStep: (trans) => trans.__('Updates of the weights so far; epochs × steps of an epoch in all'),
  timeLeft: (trans) => trans.__('Steps left × mean time of a step, plus the validations left'),
  timeTaken: (trans) => trans.__('Wall time of training and validation'),
  throughput: (trans) => trans.__('Training images ÷ time of the recent steps'),
  currentRate: (trans) => trans.__('Learning rate of the last step, by the schedule'),
  bestValidation: (trans) =>
    trans.__('Highest validation accuracy of all epochs: chosen from several, it is optimistic'),
  // A sweep.
  sweepCandidates: (trans) =>
    trans.__('Networks with a way of training them; each is trained once for each seed'),
  sweepFinished: (trans) =>
    trans.__('Runs trained to their rung, of those decided on so far; one candidate has a run for each seed'),
  sweepRunning: (trans) => trans.__('Runs that are trained now'),
  sweepFailed: (trans) => trans.__('Runs that ended in an error; their candidates go no further'),
  sweepTrained: (trans) => trans.__('Epochs of all runs together'),
  sweepLeft: (trans) =>
    trans.__('Epochs expected by the rungs of successive halving − epochs trained; arXiv 1810.05934'),
  sweepTrainingTime: (trans) => trans.__('Σ of the runs’ times: runs side by side count each'),
  sweepElapsed: (trans) => trans.__('Wall time since this kernel started or resumed the sweep'),
  sweepTimeLeft: (trans) =>
    trans.__(
      'Epochs left × mean MACs of a candidate ÷ the same of what was trained a second since this start'
    )
} as const satisfies Readonly<
  Record<`term.${CostTermName}` | `tool.${TermId}`, (trans: Translator) => string> &
    Record<string, (trans: Translator) => string>
>;

/** A row that is explained. */
export type RowMeaning = keyof typeof MEANINGS;

/** What a row means, in the reader's language. */
export function rowMeaning(name: RowMeaning, trans: Translator): string {
  return MEANINGS[name](trans);
}

const AS_WRITTEN: Translator = { __: (msgid) => msgid };

/** The same for tables of cells. */
export const ROW_MEANINGS = Object.fromEntries(
  (Object.keys(MEANINGS) as RowMeaning[]).map((name) => [name, rowMeaning(name, AS_WRITTEN)])
) as Readonly<Record<RowMeaning, string>>;
