import { type CostReport, reconcile, type ToolCount } from '../../analysis';
import { counted, exact, si } from '../../wording/format';
import { viewDocument } from '../document';
import { networkName } from '../model-table/summary';
import type { ToolComparisonDocument } from './state';

/** A network's count with those of other tools. */
export interface ToolComparison {
  report: CostReport;
  counts: ToolCount[];
}

export function toolComparisonOf(report: CostReport): ToolComparison {
  return { report, counts: reconcile(report) };
}

/** The least and the most that others count say how far tools disagree. */
export function toolsSentence({ report, counts }: ToolComparison): string {
  const name = networkName(report.spec);
  const others = counts.filter(({ difference }) => difference !== 0).sort((a, b) => a.total - b.total);
  const [least, most] = [others[0], others[others.length - 1]];
  if (!least) {
    return `${name}: every tool counts ${exact(report.macs.total)} MACs.`;
  }
  if (least.total === most.total) {
    return `${name} costs ${exact(report.macs.total)} MACs here; counted otherwise (${least.tool}) it is ${exact(least.total)}.`;
  }
  return (
    `${name} costs ${si(report.macs.total)} MACs here; other counts of the same network go from ${si(least.total)} ` +
    `(${least.tool}) to ${si(most.total)} (${most.tool}).`
  );
}

/** A difference with its sign: `+13,538,112`, `−627,200`, `±0`. */
export function signed(value: number): string {
  return value === 0 ? '±0' : `${value > 0 ? '+' : '−'}${exact(Math.abs(value))}`;
}

export function toolsText({ counts }: ToolComparison): string {
  return counts.flatMap(countText).join('\n');
}

function countText({ tool, counts, total, difference, terms, figure, agrees, why }: ToolCount): string[] {
  const included = terms.filter((term) => term.included && term.value !== 0);
  const verb = agrees ? 'agrees with' : 'differs from';
  const source = figure ? [`  ${verb} ${figure.printed}, ${figure.source} (${figure.date})`] : [];
  return [
    `${tool}: ${exact(total)} (${signed(difference)}): ${counts}`,
    `  ${counted(included.length, 'term')}: ` +
      included.map((term) => `${term.name} ${signed(term.value).replace('+', '')}`).join(' + '),
    ...source,
    `  ${why}`
  ];
}

export function toolsDocument(comparison: ToolComparison): ToolComparisonDocument {
  return viewDocument('tool-comparison', toolsSentence(comparison), { spec: comparison.report.spec });
}
