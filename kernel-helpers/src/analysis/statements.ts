import { blockStatements, separableStatements, squeezeExciteStatements } from './block-statements';
import { summarize } from './cost';
import { frontStatements } from './fronts';
import { gateStatements } from './gates';
import { normalizationStatements } from './noise';
import { variant } from './scaling';
import { costStatements, publishedStatements, ruleStatements } from './scaling-statements';
import { searchStatements } from './search';
import type { Statement } from './statement';
import { stoppingStatements } from './stopping';
import { PAPER_VARIANTS } from './variants';

/**
 * The quantitative statements of a textbook chapter on EfficientNet in its order, each computed at the call (some
 * tenths of a second): by arithmetic on B0 and the published networks, on accuracies that were published, or on gates
 * and normalised values that are made for it. None needs training.
 */
export function chapterStatements(): Statement[] {
  const reports = PAPER_VARIANTS.map(({ name }) => summarize(variant(name)));
  return [
    ...separableStatements(),
    ...blockStatements(reports[0]),
    ...squeezeExciteStatements(reports[0]),
    ...gateStatements(),
    ...costStatements(reports),
    ...ruleStatements(reports[0]),
    ...searchStatements(),
    ...publishedStatements(reports),
    ...frontStatements(),
    ...stoppingStatements(),
    ...normalizationStatements()
  ];
}
