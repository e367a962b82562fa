import { columnMeaning, type ColumnMeaning } from '@efficientnet-lab/kernel-helpers/analysis';
import type { TrainingMonitorState } from '@efficientnet-lab/kernel-helpers/views/training-monitor';
import { duration, percent, significant } from '@efficientnet-lab/kernel-helpers/wording';
import type { TranslationBundle } from '@jupyterlab/translation';
import { type Cell, table } from '../../controls/table';
import { formatRate } from './wording';

/** What each epoch came to. */
export function epochsTable({ history }: TrainingMonitorState, trans: TranslationBundle): HTMLTableElement {
  const maybe = (value: number | null, show: (n: number) => string): Cell =>
    value === null ? '–' : { text: show(value), title: String(value) };
  const inPercent = (value: number): string => percent(value, 2);
  const column = (label: string, meaning: ColumnMeaning) => ({
    label,
    title: columnMeaning(meaning, trans),
    numeric: true
  });
  return table(
    trans.__('Epochs'),
    [
      { label: trans.__('epoch'), title: columnMeaning('epoch', trans) },
      column(trans.__('training loss'), 'trainingLoss'),
      column(trans.__('accuracy'), 'trainingAccuracy'),
      column(trans.__('validation loss'), 'validationLoss'),
      column(trans.__('accuracy'), 'validationAccuracy'),
      column(trans.__('learning rate'), 'learningRate'),
      column(trans.__('time'), 'epochTime')
    ],
    history.map((epoch) => [
      String(epoch.epoch),
      maybe(epoch.loss, formatLoss),
      maybe(epoch.accuracy, inPercent),
      maybe(epoch.validationLoss, formatLoss),
      maybe(epoch.validationAccuracy, inPercent),
      formatRate(epoch.learningRate),
      duration(epoch.seconds)
    ])
  );
}

/** What is needed to repeat the run. */
export function recordTable({ record }: TrainingMonitorState, trans: TranslationBundle): HTMLTableElement {
  return table(
    trans.__('Record'),
    [
      { label: trans.__('field'), title: trans.__('What is needed to repeat the run') },
      { label: trans.__('value'), title: trans.__('As given to the run, or found by it') }
    ],
    Object.entries(record).map(([name, value]) => [name, String(value)]),
    'jp-EnetRecordTable'
  );
}

function formatLoss(loss: number): string {
  return Math.abs(loss) < 1 ? loss.toFixed(4) : significant(loss);
}
