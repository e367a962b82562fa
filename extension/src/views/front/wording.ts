import type { CostMeasure, Provenance, RecordKind } from '@efficientnet-lab/kernel-helpers/analysis';
import type { FrontGroup, FrontResult } from '@efficientnet-lab/kernel-helpers/views/front';
import type { TranslationBundle } from '@jupyterlab/translation';
import { exact } from '@efficientnet-lab/kernel-helpers/wording';

export function kindName(kind: RecordKind, trans: TranslationBundle): string {
  const names: Record<RecordKind, string> = {
    measured: trans.__('measured'),
    published: trans.__('published'),
    predicted: trans.__('predicted')
  };
  return names[kind];
}

export function groupName({ name }: Pick<FrontGroup, 'name'>, trans: TranslationBundle): string {
  const names: Readonly<Record<string, string>> = {
    '': trans.__('others'),
    baseline: trans.__('baseline'),
    depth: trans.__('depth'),
    width: trans.__('width'),
    resolution: trans.__('resolution'),
    compound: trans.__('compound')
  };
  return names[name] ?? name;
}

/** Sources beyond which a caption would be longer than what it explains. */
const SOURCES = 3;

/** What was measured on what, and where the records come from: kind, source, day, edition. */
export function captionOf({ points, set }: FrontResult, trans: TranslationBundle): string {
  const sources = new Map<string, Provenance>();
  for (const { provenance } of points.records) {
    const { kind, source, date, version } = provenance;
    sources.set([kind, source, date, version].join('\n'), provenance);
  }
  const named = [...sources.values()].slice(0, SOURCES).map(({ kind, source, date, version }) => {
    const words = `${kindName(kind, trans)}: ${source}${source.endsWith(version ?? '\n') ? '' : versionText(version)}`;
    return `${words}, ${date}.`;
  });
  const more = sources.size - named.length;
  return [
    `${set.title}.`,
    measureText(points.measure, trans),
    ...named.map((text) => text.charAt(0).toUpperCase() + text.slice(1)),
    ...(more > 0 ? [trans.__('Other sources: %1.', exact(more))] : [])
  ].join(' ');
}

/** The same in what two lines on paper have room for. */
export function paperCaption({ points, set }: FrontResult, trans: TranslationBundle): string {
  const today = new Date().toISOString().slice(0, 10);
  const sources = [...new Set(points.records.map(({ provenance }) => provenance.source))];
  const text = sources.join('; ');
  const shown = text.length > PAPER_SOURCE ? `${text.slice(0, PAPER_SOURCE)}…` : text;
  return trans.__('%1; %2. Front computed by EfficientNet Lab, %3', set.title, shown, today);
}

const PAPER_SOURCE = 86;

const versionText = (version: string | null): string => (version === null ? '' : `, ${version}`);

function measureText({ name, device, batchSize, note }: CostMeasure, trans: TranslationBundle): string {
  const parts = [
    device === undefined || name.includes(device) ? '' : device,
    batchSize === undefined ? '' : trans.__('batch of %1', exact(batchSize)),
    note ?? ''
  ].filter((text) => text !== '');
  return parts.length === 0 ? `${name}.` : `${name}: ${parts.join(', ')}.`;
}

export function helpTexts(trans: TranslationBundle): string[] {
  return [
    trans.__(
      'Each point is a network: the less it costs the further left, the more accurate the higher. Filled points are on the front: nothing is both cheaper and more accurate. Hollow ones are dominated.'
    ),
    trans.__(
      'Click a point, or press its name in a table, to see who dominates it: everything in the shaded corner left above it.'
    ),
    trans.__(
      'Drag the line of the budget, or move its slider, to see what a limit buys and what comes next.'
    ),
    trans.__(
      'Own records come as CSV or JSON: open a file, drop it on the view, or paste it. A first line such as “name,accuracy,cost:latency [ms]” heads the columns.'
    ),
    trans.__(
      'Arrow keys move the slider by one step, Page Up and Page Down by ten, Home and End to its limits; Delete puts it back, Ctrl+Z undoes.'
    )
  ];
}
