import { join } from 'node:path';
import type { OptionNames } from '../../analysis/option-names';
import { csvLine } from '../../analysis/table';
import type { EpochRecord } from '../../views/training-monitor';
import { type CheckpointFiles, explainFileError, replaceFile } from '../files';
import { CsvLog } from './csv';
import { TensorBoardLog } from './tensor-board';

/** What a run writes besides its checkpoints, into its folder. */
export interface LogOptions {
  /** `epochs.csv`, one line for each epoch, and `steps.csv` if steps are logged; default false. */
  csv?: boolean;
  /** Event files in `tensorboard/train` and `tensorboard/validation`; default false. */
  tensorBoard?: boolean;
  /** Logs every so many steps too; default null, epochs only. */
  everySteps?: number | null;
}

export const LOG_OPTIONS: OptionNames<LogOptions> = { csv: true, tensorBoard: true, everySteps: true };

/** One step as it is logged. */
export interface StepLine {
  step: number;
  epoch: number;
  loss: number;
  accuracy: number;
  learningRate: number;
}

const EPOCH_COLUMNS = [
  'run',
  'epoch',
  'loss',
  'accuracy',
  'validationLoss',
  'validationAccuracy',
  'learningRate',
  'seconds'
] as const;
const STEP_COLUMNS = ['step', 'epoch', 'loss', 'accuracy', 'learningRate'] as const;

/**
 * The log files of a run. What was logged before a checkpoint is on the disk when the checkpoint is; a resumed run
 * drops lines of steps that it repeats, so that each step and epoch has one line. Event files can only grow: a step
 * that was repeated is there twice, with one value.
 */
export class RunLogs {
  private readonly steps: CsvLog | null;
  private board: TensorBoardLog | null = null;

  constructor(
    private readonly folder: string,
    private readonly runId: string,
    private readonly options: Required<LogOptions>,
    private readonly files: CheckpointFiles
  ) {
    const { csv, everySteps } = options;
    this.steps =
      csv && everySteps !== null ? new CsvLog(join(folder, 'steps.csv'), STEP_COLUMNS, 'step') : null;
  }

  /** @param step Steps done before; lines of later ones go. @throws CheckpointError. */
  async open(step: number, history: readonly EpochRecord[], validation: boolean): Promise<void> {
    if (this.steps) {
      const text = await this.steps.upTo(step);
      await replaceFile(join(this.folder, 'steps.csv'), text, this.files);
    }
    await this.writeEpochs(history);
    if (this.options.tensorBoard) {
      const root = join(this.folder, 'tensorboard');
      const [train, other] = [join(root, 'train'), join(root, 'validation')];
      try {
        this.board = new TensorBoardLog({ train, validation: validation ? other : null });
      } catch (error) {
        throw explainFileError(error, root);
      }
    }
  }

  step(line: StepLine): void {
    const { everySteps } = this.options;
    if (everySteps === null || line.step % everySteps !== 0) {
      return;
    }
    this.steps?.add({ ...line });
    const { step, loss, accuracy, learningRate } = line;
    this.board?.step(step, { loss, accuracy, step_learning_rate: learningRate });
  }

  epoch(step: number, record: EpochRecord): void {
    this.board?.epoch(step, record);
  }

  /** @throws CheckpointError when something can't be written. */
  async flush(history: readonly EpochRecord[]): Promise<void> {
    this.board?.flush();
    await this.steps?.flush();
    await this.writeEpochs(history);
  }

  /** The whole table anew: it is small, and stays without gaps and doubles. */
  private async writeEpochs(history: readonly EpochRecord[]): Promise<void> {
    if (this.options.csv) {
      const lines = history.map((record) => {
        const row = { run: this.runId, ...record };
        return csvLine(EPOCH_COLUMNS.map((column) => row[column]));
      });
      await replaceFile(join(this.folder, 'epochs.csv'), csvLine(EPOCH_COLUMNS) + lines.join(''), this.files);
    }
  }
}
