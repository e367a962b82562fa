/** Reads gates beside the page, which goes on answering meanwhile. */
import { textOfFile } from '../../dom/file-text';
import { answerTask } from '../../dom/worker-task';
import { gatesSteps } from './read-gates';
import type { GatesRequest } from './reader';

answerTask(async ({ name, blob }: GatesRequest) => gatesSteps(await textOfFile(blob), name));
