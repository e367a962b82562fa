import type { ToolCount, ToolFigure, ToolId, ToolTerm } from '../../analysis';
import { exact, si } from '../../wording/format';
import { ENGLISH, type Phrases } from '../../wording/words';
import { networkName } from '../network-name';
import { countOf, isForeign, largestPart, partsOf, type ToolComparison } from './result';

const UNITS = ['', ' k', ' M', ' G', ' T', ' P'] as const;

/** Four significant digits, because tools differ in the third: `401.7 M`. */
export function formatCount(value: number): string {
  const index = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(1, value)) / 3));
  return index === 0 ? exact(value) : `${(value / 1000 ** index).toPrecision(4)}${UNITS[index]}`;
}

/** `+3.51 %`, `−0.16 %`, `+0.003 %`, `±0`. */
export function formatRelative(percent: number): string {
  const size = Math.abs(percent);
  return percent === 0
    ? '±0'
    : `${percent > 0 ? '+' : '−'}${size >= 0.1 ? size.toFixed(2) : size.toPrecision(1)} %`;
}

/** `+13.5 M`, `−627 k`, `±0`. */
export function formatSigned(value: number): string {
  return value === 0 ? '±0' : `${value > 0 ? '+' : ''}${si(value)}`;
}

/** All digits: `+13,538,112`. */
export function formatSignedExact(value: number): string {
  return value === 0 ? '±0' : `${value > 0 ? '+' : '−'}${exact(Math.abs(value))}`;
}

/** What tools say about one network, and how far they lie from our count. */
export function toolsWords(
  comparison: ToolComparison,
  trans: Phrases = ENGLISH
): { sentence: string; detail: string } {
  return { sentence: sentenceOf(comparison, trans), detail: detailOf(comparison, trans) };
}

/** What tools say about one network. */
function sentenceOf(comparison: ToolComparison, trans: Phrases): string {
  const { report } = comparison;
  const name = networkName(report.spec);
  const fvcore = countOf(comparison, 'fvcore-torchvision', 'fvcore-timm');
  const ptflops = countOf(comparison, 'ptflops-aten');
  if (!fvcore || !ptflops) {
    return trans.__(
      '%1 costs %2 MACs; the tools’ rules cover images only, so there is nothing to compare with.',
      name,
      formatCount(report.macs.total)
    );
  }
  const said = countOf(comparison, 'paper', 'lite-readme');
  return said?.figure
    ? trans.__(
        'fvcore says %1, ptflops %2, %3 %4 for the same %5: they count different things.',
        formatCount(fvcore.total),
        formatCount(ptflops.total),
        said.tool,
        said.figure.printed,
        name
      )
    : trans.__(
        'fvcore says %1, ptflops %2 for the same %3: they count different things.',
        formatCount(fvcore.total),
        formatCount(ptflops.total),
        name
      );
}

/** Our count, the least and the most that others count, and what makes most of the largest difference. */
function detailOf(comparison: ToolComparison, trans: Phrases): string {
  const { report, counts } = comparison;
  const ours = trans.__('Our count is %1 MACs.', exact(report.macs.total));
  const others = counts.filter(({ difference }) => difference !== 0).sort((a, b) => a.total - b.total);
  if (others.length === 0) {
    return ours;
  }
  const [least, most] = [others[0], others[others.length - 1]];
  const range =
    least.total === most.total
      ? trans.__('By another rule (%1) it is %2.', least.tool, exact(least.total))
      : trans.__(
          'Other counts of the same network go from %1 (%2) to %3 (%4).',
          formatCount(least.total),
          least.tool,
          formatCount(most.total),
          most.tool
        );
  const furthest = others.reduce((far, count) =>
    Math.abs(count.difference) > Math.abs(far.difference) ? count : far
  );
  const part = largestPart(partsOf(furthest, comparison));
  return [
    ours,
    range,
    part
      ? trans.__(
          'Furthest from ours is %1 with %2; most of that: %3.',
          furthest.tool,
          formatRelative(furthest.percent),
          part.name
        )
      : ''
  ]
    .join(' ')
    .trim();
}

/** Names with room above a narrow column. */
export function shortName(id: ToolId, trans: Phrases): string {
  const names: Record<ToolId, string> = {
    'this-report': trans.__('ours'),
    'without-squeeze-excite': trans.__('without SE'),
    'fvcore-multiplications': trans.__('fvcore conv + linear'),
    'fvcore-timm': trans.__('fvcore, timm'),
    'timm-table': trans.__('timm table'),
    'fvcore-torchvision': trans.__('fvcore, torchvision'),
    'torchvision-metadata': trans.__('torchvision'),
    'ptflops-aten': trans.__('ptflops aten'),
    'ptflops-pytorch': trans.__('ptflops pytorch, timm'),
    'ptflops-pytorch-same': trans.__('ptflops pytorch, timm tf_'),
    'ptflops-pytorch-torchvision': trans.__('ptflops pytorch, torchvision'),
    paper: trans.__('paper'),
    'lite-readme': trans.__('Lite README')
  };
  return names[id];
}

/** `0.40 G, published`, `399,352,864, run`, or that nothing but a rule stands behind the count. */
export function figureText({ figure }: ToolCount, trans: Phrases): string {
  return figure
    ? figure.kind === 'published'
      ? trans.__('%1, published', figure.printed)
      : trans.__('%1, run', figure.printed)
    : trans.__('computed');
}

/** Where a figure comes from: `torchvision 0.19.1, …, read 2026-11-22`. */
export function sourceText({ kind, source, date }: ToolFigure, trans: Phrases): string {
  return kind === 'published' ? trans.__('%1, read %2', source, date) : trans.__('%1, %2', source, date);
}

/** Whether the terms explain the printed figure. */
export function agreementText({ figure, agrees }: ToolCount, trans: Phrases): string {
  if (!figure) {
    return trans.__('No printed figure for this network: the count follows from the tool’s rule alone.');
  }
  return agrees
    ? trans.__('The terms give the printed %1 to its last digit.', figure.printed)
    : trans.__('The terms do not give the printed %1: the rest has no known explanation.', figure.printed);
}

/** What a tool makes of a term: `✓`, `2 ×`, `–`, or the operations that are not the network’s. */
export function inclusionText({ id, included, factor, value }: ToolTerm): string {
  if (isForeign(id)) {
    return formatSigned(value);
  }
  return included ? (factor === 1 ? '✓' : formatTimes(factor)) : '–';
}

/** `2 ×`, `−1 ×`. */
export function formatTimes(factor: number): string {
  return `${String(factor).replace('-', '−')} ×`;
}
