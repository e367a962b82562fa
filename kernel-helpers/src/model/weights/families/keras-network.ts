import { type ArchitectureSpec, DEFAULT_VIEW, validateSpec } from '../../../analysis';
import type { ModelDescription } from '../../metadata';
import { namedPreprocessing } from '../../preprocessing';
import type { StoredTensor, WeightFile } from '../formats';
import { WeightError } from '../weights';
import { channelsOf, type FamilyFile, identify } from './identify';
import type { ConfiguredLayer } from './keras-config';
import { keptOutput, type KerasOutput } from './keras-output';
import { enteringTransform } from './keras-input';
import { NetworkReader } from './keras-reader';

/** What a configuration says, and the file's tensors with the classifier under Keras's own name. */
export interface ConfiguredNetwork {
  description: ModelDescription;
  own: FamilyFile;
  /** Layers of a head that is none of ours; null where the whole network can be built. */
  otherHead: string | null;
}

/** What a configuration is read with. */
export interface ConfigurationOptions {
  /** Where the configuration leaves it open. */
  resolution?: number;
  /** The caller's, where the configuration's rates follow no rule. */
  stochasticDepth?: number;
}

/**
 * The network that a configuration of Keras's describes, read from its layers, so that networks of other widths, depths
 * and strides than the published ones are known too: nothing of it is guessed from tensors.
 * @throws WeightError naming the layer that no network here has.
 */
export function configuredNetwork(
  layers: readonly ConfiguredLayer[],
  own: FamilyFile,
  file: WeightFile,
  wanted: ConfigurationOptions
): ConfiguredNetwork {
  const reader = new NetworkReader(layers, file);
  const inputChannels = channelsOf(own);
  const published = identify(own);
  const [side, channels] = reader.input();
  if (channels !== null && channels !== inputChannels) {
    const got = `a configuration for images of ${channels} channels`;
    const expected = `${inputChannels}, as its first kernels take`;
    throw new WeightError('mismatch', file.source, got, expected, 'Get the file again.');
  }
  const resolution = side ?? wanted.resolution ?? published?.resolution;
  if (resolution === undefined) {
    const got = 'a configuration that takes images of any size';
    throw new WeightError('convention', file.source, got, 'one size', 'Give resolution.');
  }
  const stem = reader.convolution('stem_conv', resolution);
  const stages = reader.stages(stem);
  const output = keptOutput(reader.after('top_activation'), file.source);
  const statistics = new Map([...file.tensors, ...own.tensors]);
  const transform = enteringTransform(reader.before('stem_conv'), inputChannels, statistics, file.source);
  const head = { filters: reader.named('top_conv').number('filters') };
  const depthwise = layers.some(({ name }) => /_dwconv2$/.test(name));
  const gated = stages.some(({ blocks }) =>
    blocks.some(({ squeezeExciteFilters }) => squeezeExciteFilters > 0)
  );
  const activation = reader.activation();
  const family = depthwise ? 'v2' : gated || activation === 'swish' ? 'v1' : 'lite';
  const parts = {
    stem: { filters: stem.filters, kernelSize: stem.kernelSize, stride: stem.stride },
    stages,
    head
  };
  const known = published && isSame(parts, published) ? published : null;
  const draft: ArchitectureSpec = {
    ...(known ?? {
      name: 'configured',
      widthCoefficient: 1,
      depthCoefficient: 1,
      ...DEFAULT_VIEW
    }),
    ...parts,
    ...reader.normalization(own.tensors),
    family: known?.family ?? family,
    spatialDimensions: 2,
    resolution,
    inputChannels,
    classes: output.classes ?? known?.classes ?? 1000,
    activation,
    padding: reader.padding(),
    preprocessing: namedPreprocessing(transform),
    dropout: output.dropout,
    stochasticDepth: 0
  };
  const stochasticDepth = wanted.stochasticDepth ?? reader.stochasticDepth(draft);
  const spec = validateSpec({ ...draft, stochasticDepth });
  reader.requireShortcuts(spec);
  const { activation: classifierActivation, output: kind, otherHead } = output;
  return {
    description: { spec, classifierActivation, output: kind },
    own: { ...own, tensors: withClassifier(own.tensors, output) },
    otherHead
  };
}

function isSame(parts: Pick<ArchitectureSpec, 'stem' | 'stages' | 'head'>, other: ArchitectureSpec): boolean {
  const { stem, stages, head } = other;
  const text = (value: object): string => JSON.stringify(value, Object.keys(value).sort());
  const blocks = (all: typeof stages): string => all.map((stage) => stage.blocks.map(text).join()).join(';');
  return (
    text(parts.stem) === text(stem) &&
    text(parts.head) === text(head) &&
    blocks(parts.stages) === blocks(stages)
  );
}

/** The classifier's tensors under the name that Keras's own networks give it; one without bias has zeros. */
function withClassifier(
  tensors: Map<string, StoredTensor>,
  { classifier, classes }: KerasOutput
): Map<string, StoredTensor> {
  if (classifier === null || classes === null) {
    return tensors;
  }
  const renamed = new Map<string, StoredTensor>();
  for (const [name, tensor] of tensors) {
    const own = name.startsWith(`${classifier.name}/`) ? name.slice(classifier.name.length + 1) : null;
    renamed.set(own === null ? name : `predictions/${own}`, tensor);
  }
  if (!classifier.hasBias) {
    renamed.set('predictions/bias', { shape: [classes], values: new Float32Array(classes) });
  }
  return renamed;
}
