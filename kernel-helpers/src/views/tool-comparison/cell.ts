import type { CostReport, ToolCount } from '../../analysis';
import { counted, exact } from '../../wording/format';
import { type ViewCell, viewCell } from '../cell';
import { toolsPicture } from './picture';
import { toolComparisonOf } from './result';
import type { ToolComparisonDocument } from './state';
import { formatSignedExact, toolsWords } from './words';

/** What a cell shows: a network's count with those of other tools. */
export function toolsCell(report: CostReport, today: Date): ViewCell<ToolComparisonDocument> {
  const comparison = toolComparisonOf(report);
  const { sentence, detail } = toolsWords(comparison);
  return viewCell('tool-comparison', {
    sentence,
    data: { spec: report.spec },
    details: [detail, ...comparison.counts.flatMap(countText)].join('\n'),
    svg: toolsPicture(comparison, today)
  });
}

function countText({ tool, counts, total, difference, terms, figure, agrees, why }: ToolCount): string[] {
  const included = terms.filter((term) => term.included && term.value !== 0);
  const verb = agrees ? 'agrees with' : 'differs from';
  const source = figure ? [`  ${verb} ${figure.printed}, ${figure.source} (${figure.date})`] : [];
  return [
    `${tool}: ${exact(total)} (${formatSignedExact(difference)}): ${counts}`,
    `  ${counted(included.length, 'term')}: ` +
      included.map((term) => `${term.name} ${formatSignedExact(term.value).replace('+', '')}`).join(' + '),
    ...source,
    `  ${why}`
  ];
}
