/** Reads files of records beside the page, which goes on answering meanwhile. */
import { textOfFile } from '../dom/file-text';
import { answerTask } from '../dom/worker-task';
import { recordsSteps } from './read-records';
import type { RecordsRequest } from './reader';

answerTask(async ({ name, blob, date }: RecordsRequest) =>
  recordsSteps({ name, date, text: await textOfFile(blob) })
);
