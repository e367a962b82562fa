import { type CostMeasure, familiesOf, type RecordSet, type ResultRecord } from '../../analysis';
import { plain, si, significant } from '../../wording/format';

/**
 * Hues by meaning. `baseline` and `rest` are shades of grey; `family-1` … `family-4` are for families other than
 * EfficientNet, which has the hue of compound scaling.
 */
export const FRONT_HUES = [
  'baseline',
  'depth',
  'width',
  'resolution',
  'compound',
  'family-1',
  'family-2',
  'family-3',
  'family-4',
  'rest'
] as const;
export type FrontHue = (typeof FRONT_HUES)[number];

/** What one colour of the picture stands for. */
export interface FrontGroup {
  hue: FrontHue;
  /** A kind of scaling or a family; empty for all others together. */
  name: string;
}

export interface FrontGrouping {
  /** Whether colours tell what was scaled, or the family. */
  by: 'scaling' | 'family';
  /** Those that occur, in the order of a legend; none where no record says its family. */
  groups: readonly FrontGroup[];
  hueOf(record: ResultRecord): FrontHue;
}

const SCALINGS = ['baseline', 'depth', 'width', 'resolution', 'compound'] as const;
const SINGLE: readonly unknown[] = ['depth', 'width', 'resolution'];
const FAMILY_HUES = ['family-1', 'family-2', 'family-3', 'family-4'] as const;

/**
 * What colours mean in a set: what was scaled, where single dimensions were; otherwise the families with most
 * records, the others in grey.
 */
export function groupingOf(set: RecordSet): FrontGrouping {
  return set.records.some(({ scaling }) => SINGLE.includes(scaling)) ? byScaling(set) : byFamily(set);
}

function byScaling({ records }: RecordSet): FrontGrouping {
  const hueOf = ({ scaling }: ResultRecord): FrontHue => scaling ?? 'rest';
  const present = new Set(records.map(hueOf));
  const groups: FrontGroup[] = SCALINGS.filter((hue) => present.has(hue)).map((hue) => ({ hue, name: hue }));
  return {
    by: 'scaling',
    groups: present.has('rest') ? [...groups, { hue: 'rest', name: '' }] : groups,
    hueOf
  };
}

function byFamily(set: RecordSet): FrontGrouping {
  const counts = new Map<string, number>();
  for (const { family } of set.records) {
    counts.set(family ?? '', (counts.get(family ?? '') ?? 0) + 1);
  }
  if (counts.size === 1 && counts.has('')) {
    return { by: 'family', groups: [], hueOf: () => 'family-1' };
  }
  // Sorting is stable: families with equally many records stay in the order of the set.
  const families = familiesOf(set).sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0));
  const compound = families.filter((name) => name === 'EfficientNet');
  const others = families.filter((name) => name !== 'EfficientNet').slice(0, FAMILY_HUES.length);
  const groups: FrontGroup[] = [
    ...compound.map((name) => ({ name, hue: 'compound' as const })),
    ...others.map((name, i) => ({ name, hue: FAMILY_HUES[i] }))
  ];
  const hues = new Map(groups.map(({ name, hue }) => [name, hue]));
  const hueOf = ({ family }: ResultRecord): FrontHue => hues.get(family ?? '') ?? 'rest';
  const hasRest = set.records.some((record) => hueOf(record) === 'rest');
  return { by: 'family', groups: hasRest ? [...groups, { hue: 'rest', name: '' }] : groups, hueOf };
}

const TAGGED = /^(?:tf_)?(\w+)\.\w+$/;

/**
 * A short name for each record: without the tag of its weights (`tf_efficientnet_b1.aa_in1k` → `efficientnet_b1`)
 * where that still tells the records apart, with the image's side where the name doesn't.
 */
export function shortNames(records: readonly ResultRecord[]): string[] {
  const short = records.map(({ name }) => TAGGED.exec(name)?.[1] ?? name);
  const uses = counted(short);
  const longer = counted(records.map(({ name }) => name));
  return records.map(({ name, resolution }, i) => {
    if (uses.get(short[i]) === 1) {
      return short[i];
    }
    return longer.get(name) === 1 || resolution === undefined ? name : `${name}, ${resolution} px`;
  });
}

function counted(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) {
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

/** A cost with its unit: `390 M MACs`, `16.4 ms`. */
export function costWithUnit(value: number, { quantity, unit }: CostMeasure): string {
  const hasPrefix = quantity === 'macs' || quantity === 'params' || quantity === 'memory';
  const figures = value < 1000 ? plain(value) : significant(value);
  return `${hasPrefix ? si(value) : figures} ${unit}`;
}
