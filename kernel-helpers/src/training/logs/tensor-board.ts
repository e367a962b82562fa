import { loadTensorFlow } from '../../tensorflow';
import type { EpochRecord } from '../../views/training-monitor';

type Writer = ReturnType<ReturnType<typeof loadTensorFlow>['node']['summaryFileWriter']>;

/** Event files for TensorBoard: `train` and `validation` beside each other, so that it draws both in one plot. */
export class TensorBoardLog {
  private readonly train: Writer;
  private readonly validation: Writer | null;

  constructor(folders: { train: string; validation: string | null }) {
    const { node } = loadTensorFlow();
    this.train = node.summaryFileWriter(folders.train);
    this.validation = folders.validation === null ? null : node.summaryFileWriter(folders.validation);
  }

  /** Values of one step. */
  step(step: number, values: Readonly<Record<string, number>>): void {
    write(this.train, step, values);
  }

  /** Means of an epoch, at the number of its last step. */
  epoch(step: number, record: EpochRecord): void {
    const { loss, accuracy, validationLoss, validationAccuracy, learningRate } = record;
    write(this.train, step, { epoch_loss: loss, epoch_accuracy: accuracy, learning_rate: learningRate });
    if (this.validation && validationLoss !== null && validationAccuracy !== null) {
      write(this.validation, step, { epoch_loss: validationLoss, epoch_accuracy: validationAccuracy });
    }
  }

  flush(): void {
    loadTensorFlow().tidy(() => {
      this.train.flush();
      this.validation?.flush();
    });
  }
}

/** The writer makes tensors of names and steps, and leaves them. */
function write(writer: Writer, step: number, values: Readonly<Record<string, number>>): void {
  loadTensorFlow().tidy(() => {
    Object.entries(values).forEach(([name, value]) => writer.scalar(name, value, step));
  });
}
