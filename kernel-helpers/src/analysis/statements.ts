import { blockStatements, separableStatements, squeezeExciteStatements } from './block-statements';
import { summarize } from './cost';
import { variant } from './scaling';
import { costStatements, publishedStatements, ruleStatements } from './scaling-statements';
import type { Statement } from './statement';
import { PAPER_VARIANTS } from './variants';

/**
 * The quantitative statements of a textbook chapter on EfficientNet that need arithmetic alone, each computed at the
 * call on B0 or the published networks (some tenths of a second). Statements on accuracy (what depth, width and
 * resolution gain, fronts, the best φ) and on noise in normalisation need measurements: they are left out.
 */
export function chapterStatements(): Statement[] {
  const reports = PAPER_VARIANTS.map(({ name }) => summarize(variant(name)));
  return [
    ...separableStatements(),
    ...blockStatements(reports[0]),
    ...squeezeExciteStatements(reports[0]),
    ...costStatements(reports),
    ...ruleStatements(reports[0]),
    ...publishedStatements(reports)
  ];
}
