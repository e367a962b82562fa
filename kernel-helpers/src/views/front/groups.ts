import { type CostMeasure, familiesOf, type RecordSet, type ResultRecord } from '../../analysis';
import type { Meaning, PointSymbol } from '../../chart';
import { allDigits, plain, si, significant, tickLabel } from '../../wording/format';

const SCALINGS = ['baseline', 'depth', 'width', 'resolution', 'compound'] as const;
const FAMILIES = ['family1', 'family2', 'family3', 'family4'] as const;

/** What a point's colour says; EfficientNet has that of compound scaling. */
export type FrontMeaning = Extract<
  Meaning,
  (typeof SCALINGS)[number] | (typeof FAMILIES)[number] | 'otherFamily'
>;

/** Shapes repeat what colours say. */
export const FRONT_SYMBOLS: Readonly<Record<FrontMeaning, PointSymbol>> = {
  baseline: 'circle',
  depth: 'triangle',
  width: 'square',
  resolution: 'diamond',
  compound: 'circle',
  family1: 'square',
  family2: 'triangle',
  family3: 'diamond',
  family4: 'star',
  otherFamily: 'cross'
};

/** What one colour of the picture stands for. */
export interface FrontGroup {
  meaning: FrontMeaning;
  /** A kind of scaling or a family; empty for all others together. */
  name: string;
}

export interface FrontGrouping {
  /** Whether colours tell what was scaled, or the family. */
  by: 'scaling' | 'family';
  /** Those that occur, in the order of a legend; none where no record says its family. */
  groups: readonly FrontGroup[];
  meaningOf(record: ResultRecord): FrontMeaning;
}

const SINGLE: readonly unknown[] = ['depth', 'width', 'resolution'];

/**
 * What colours mean in a set: what was scaled, where single dimensions were; otherwise the families with most
 * records, the others in grey.
 */
export function groupingOf(set: RecordSet): FrontGrouping {
  return set.records.some(({ scaling }) => SINGLE.includes(scaling)) ? byScaling(set) : byFamily(set);
}

function byScaling({ records }: RecordSet): FrontGrouping {
  const meaningOf = ({ scaling }: ResultRecord): FrontMeaning => scaling ?? 'otherFamily';
  const present = new Set(records.map(meaningOf));
  const groups: FrontGroup[] = SCALINGS.filter((meaning) => present.has(meaning)).map((meaning) => ({
    meaning,
    name: meaning
  }));
  return {
    by: 'scaling',
    groups: present.has('otherFamily') ? [...groups, { meaning: 'otherFamily', name: '' }] : groups,
    meaningOf
  };
}

function byFamily(set: RecordSet): FrontGrouping {
  const counts = new Map<string, number>();
  for (const { family } of set.records) {
    counts.set(family ?? '', (counts.get(family ?? '') ?? 0) + 1);
  }
  if (counts.size === 1 && counts.has('')) {
    return { by: 'family', groups: [], meaningOf: () => 'family1' };
  }
  // Sorting is stable: families with equally many records stay in the order of the set.
  const families = familiesOf(set).sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0));
  const compound = families.filter((name) => name === 'EfficientNet');
  const others = families.filter((name) => name !== 'EfficientNet').slice(0, FAMILIES.length);
  const groups: FrontGroup[] = [
    ...compound.map((name) => ({ name, meaning: 'compound' as const })),
    ...others.map((name, i) => ({ name, meaning: FAMILIES[i] }))
  ];
  const meanings = new Map(groups.map(({ name, meaning }) => [name, meaning]));
  const meaningOf = ({ family }: ResultRecord): FrontMeaning => meanings.get(family ?? '') ?? 'otherFamily';
  const hasRest = set.records.some((record) => meaningOf(record) === 'otherFamily');
  return {
    by: 'family',
    groups: hasRest ? [...groups, { meaning: 'otherFamily', name: '' }] : groups,
    meaningOf
  };
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
export function costWithUnit(value: number, measure: CostMeasure): string {
  const figures = value < 1000 ? plain(value) : significant(value);
  return `${isCount(measure) ? si(value) : figures} ${measure.unit}`;
}

/** The same on an axis, without the unit. */
export function costTick(value: number, measure: CostMeasure): string {
  return value < 1 ? plain(value) : isCount(measure) ? tickLabel(value) : allDigits(value);
}

/** Quantities whose large numbers are written with M and G. */
function isCount({ quantity }: CostMeasure): boolean {
  return quantity === 'macs' || quantity === 'params' || quantity === 'memory';
}

/** What stands on an axis: name and unit, once if the measure is called like its unit. */
export function measureTitle({ name, unit }: CostMeasure): string {
  return name.toLowerCase().endsWith(unit.toLowerCase()) ? name : `${name}, ${unit}`;
}
