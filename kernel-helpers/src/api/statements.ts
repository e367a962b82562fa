/** What the chapter says, with verdicts. */
export { chapterStatements, statementTable, verdictOf } from '../analysis';
