import { featureMapsAt } from '../feature-maps';
import { type DetectorSpec, levelsOf, validateDetector } from './detector-spec';

/** How a map gets the size of the node that it enters: `up` repeats pixels, `down` is a 3×3 maximum at stride 2. */
export type Resampling = 'same' | 'up' | 'down';

export interface FusionInput {
  /** Name of a backbone's map (`p3`), of an added level or of a node. */
  from: string;
  resampling: Resampling;
  /** Its channels, if a 1×1 convolution has to bring them to the neck's first; else null. */
  project: number | null;
}

/** A weighted sum of maps, then activation, depthwise 3×3, 1×1 convolution and normalisation. */
export interface FusionNode {
  name: string;
  level: number;
  inputs: FusionInput[];
}

/** A level beyond the backbone's: the one before, projected where it has other channels, and pooled. */
export interface AddedLevel {
  name: string;
  level: number;
  from: string;
  project: number | null;
}

/** Everything the neck computes, in order. */
export interface NeckPlan {
  added: AddedLevel[];
  nodes: FusionNode[];
  /** Names of the last cell's outputs, finest first. */
  outputs: string[];
}

interface Place {
  name: string;
  channels: number;
}

/**
 * The bidirectional feature pyramid of section 3 of arXiv 1911.09070: each cell passes from coarse to fine and back,
 * and at each level but the outermost adds the map that came in.
 */
export function neckPlan(input: DetectorSpec): NeckPlan {
  const spec = validateDetector(input);
  const { minLevel, maxLevel, fpnChannels } = spec;
  const { given, added: missing } = levelsOf(spec);
  const maps = featureMapsAt(
    spec.backbone,
    given.map((level) => 2 ** level)
  );
  const places = new Map(
    given.map((level, i): [number, Place] => [level, { name: `p${level}`, channels: maps[i].channels }])
  );
  const projected = ({ channels }: Place): number | null => (channels === fpnChannels ? null : channels);
  const added = missing.map((level): AddedLevel => {
    const below = places.get(level - 1) as Place;
    places.set(level, { name: `p${level}`, channels: fpnChannels });
    return { name: `p${level}`, level, from: below.name, project: projected(below) };
  });
  const nodes: FusionNode[] = [];
  for (let cell = 1; cell <= spec.fpnRepeats; cell++) {
    const input = (level: number): FusionInput => {
      const place = places.get(level) as Place;
      return { from: place.name, resampling: 'same', project: projected(place) };
    };
    const cellNodes = nodesOf(`bifpn${cell}`, { minLevel, maxLevel }, input);
    nodes.push(...cellNodes);
    // A level's last node is its output.
    for (const { name, level } of cellNodes) {
      places.set(level, { name, channels: fpnChannels });
    }
  }
  return { added, nodes, outputs: [...places.values()].map(({ name }) => name) };
}

function nodesOf(
  cell: string,
  { minLevel, maxLevel }: Pick<DetectorSpec, 'minLevel' | 'maxLevel'>,
  input: (level: number) => FusionInput
): FusionNode[] {
  const nodes: FusionNode[] = [];
  const add = (name: string, level: number, inputs: FusionInput[]): FusionInput => {
    nodes.push({ name, level, inputs });
    return { from: name, resampling: 'same', project: null };
  };
  const descending = new Map([[maxLevel, input(maxLevel)]]);
  for (let level = maxLevel - 1; level >= minLevel; level--) {
    const above: FusionInput = { ...(descending.get(level + 1) as FusionInput), resampling: 'up' };
    const name = level === minLevel ? `${cell}_p${level}` : `${cell}_p${level}_td`;
    descending.set(level, add(name, level, [input(level), above]));
  }
  let below = descending.get(minLevel) as FusionInput;
  for (let level = minLevel + 1; level <= maxLevel; level++) {
    const middle = level < maxLevel ? [descending.get(level) as FusionInput] : [];
    const inputs = [input(level), ...middle, { ...below, resampling: 'down' as const }];
    below = add(`${cell}_p${level}`, level, inputs);
  }
  return nodes;
}
