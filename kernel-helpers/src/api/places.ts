/** Names that functions of notebooks had before. */
const RENAMED: Readonly<Record<string, string>> = {
  blockExplorer: 'showBlockExplorer',
  front: 'showFront',
  gates: 'showGates',
  modelTable: 'showModelTable',
  normalizationNoise: 'showNormalizationNoise',
  readWeightFile: 'loadWeightFile',
  recordsFromCsv: 'readRecordsCsv',
  recordsFromCsvSteps: 'readRecordsCsvSteps',
  recordsFromJson: 'readRecordsJson',
  recordsFromJsonSteps: 'readRecordsJsonSteps',
  scalingExplorer: 'showScalingExplorer',
  searchExplorer: 'showSearchExplorer',
  stoppingPoint: 'showStoppingPoint',
  toolComparison: 'showToolComparison'
};

/** Names outside groups that hold other things than functions of ours. */
const NO_GROUPS = ['B0', 'tf'];

/**
 * Where notebooks find a name that they ask for at another place, for example `costs.trainingMemory` for
 * `trainingMemory`.
 * @param api All that the package exports.
 * @param asked The name, with its group if it was asked for in one.
 * @returns null where there is no such name, or it is where it was asked for.
 */
export function placeOf(api: Readonly<Record<string, unknown>>, asked: string): string | null {
  const old = asked.slice(asked.lastIndexOf('.') + 1);
  for (const name of [RENAMED[old], old]) {
    const place = name === undefined ? undefined : [...placesOf(api, name)].find((each) => each !== asked);
    if (place !== undefined) {
      return place;
    }
  }
  return null;
}

function* placesOf(api: Readonly<Record<string, unknown>>, name: string): Generator<string> {
  if (name in api) {
    yield name;
  }
  for (const [group, values] of Object.entries(api)) {
    if (typeof values === 'object' && values !== null && !NO_GROUPS.includes(group) && name in values) {
      yield `${group}.${name}`;
    }
  }
}
