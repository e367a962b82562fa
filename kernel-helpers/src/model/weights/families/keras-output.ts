import type { NetworkOutput } from '../../metadata';
import { type ConfiguredLayer, LayerReader } from './keras-config';

/** What follows the last map of a configured network. */
export interface KerasOutput {
  output: Extract<NetworkOutput, string>;
  activation: 'linear' | 'softmax';
  /** Of the classifier; null without one. */
  classes: number | null;
  classifier: { name: string; hasBias: boolean } | null;
  /** Before the classifier. */
  dropout: number;
  /** Layers of a head that is more than mean, dropout and one classifier; null otherwise. */
  otherHead: string | null;
}

/** Layers that do nothing to means of maps when a network is used. */
const PASSED_BY = /^(Flatten|Identity|Gaussian(Noise|Dropout))$/;

/** Reads the layers behind `top_activation`. @throws WeightError for a field that can't be read. */
export function keptOutput(layers: readonly ConfiguredLayer[], source: string): KerasOutput {
  const found: KerasOutput = {
    output: 'map',
    activation: 'linear',
    classes: null,
    classifier: null,
    dropout: 0,
    otherHead: null
  };
  const readers = layers.map((layer) => new LayerReader(layer, source));
  return readers.every((reader) => read(reader, found))
    ? found
    : // What it gives is asked of the caller: a new classifier, or features.
      {
        ...found,
        output: 'classes',
        otherHead: layers.map(({ className }) => className.slice(0, 60)).join(', ')
      };
}

/** Adds one layer to what was found; false where it does not belong to a classifier of ours. */
function read(reader: LayerReader, found: KerasOutput): boolean {
  const { className, name, config } = reader.layer;
  const { output } = found;
  switch (className) {
    case 'GlobalAveragePooling2D':
      found.output = 'pooled';
      return output === 'map' && config.keepdims !== true;
    case 'Dropout':
      found.dropout = output === 'pooled' ? reader.number('rate') : found.dropout;
      return output !== 'map';
    case 'Dense':
      found.output = 'classes';
      found.classes = reader.number('units');
      found.classifier = { name, hasBias: config.use_bias !== false };
      return output === 'pooled' && activate(reader, found);
    case 'Activation':
    case 'Softmax':
      return output === 'classes' && activate(reader, found);
    default:
      return PASSED_BY.test(className) && output !== 'map';
  }
}

function activate(reader: LayerReader, found: KerasOutput): boolean {
  const activation = reader.activation();
  const again = found.activation === 'softmax';
  found.activation = activation === 'softmax' || again ? 'softmax' : 'linear';
  return activation === 'linear' || (activation === 'softmax' && !again);
}
