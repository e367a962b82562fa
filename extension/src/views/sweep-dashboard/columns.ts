import { columnMeaning } from '@efficientnet-lab/kernel-helpers/analysis';
import {
  accuracyText,
  candidateStatus,
  epochsText,
  type KeptSweep,
  settingName,
  type SweepRow
} from '@efficientnet-lab/kernel-helpers/views/sweep-dashboard';
import { duration, exact, setting, si } from '@efficientnet-lab/kernel-helpers/wording';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { WindowedColumn } from '../../controls/windowed-table';

/** What the table tells of a candidate. */
export function candidateColumns(sweep: KeptSweep, trans: TranslationBundle): WindowedColumn<SweepRow>[] {
  const { rungs, columns } = sweep;
  const numeric = (
    key: keyof SweepRow,
    label: string,
    title: string,
    text: (value: number) => string,
    all: (value: number) => string = String
  ): WindowedColumn<SweepRow> => ({
    key,
    label,
    title,
    numeric: true,
    text: (row) => text(Number(row[key])),
    exact: (row) => all(Number(row[key]))
  });
  return [
    {
      key: 'name',
      label: trans.__('candidate'),
      title: columnMeaning('sweepCandidate', trans),
      numeric: false,
      text: ({ name }) => name
    },
    {
      key: 'status',
      label: trans.__('status'),
      title: columnMeaning('sweepStatus', trans),
      numeric: false,
      text: (row) => candidateStatus(row, sweep, trans)
    },
    {
      key: 'accuracy',
      label: trans.__('accuracy'),
      title: columnMeaning('sweepAccuracy', trans),
      numeric: true,
      text: ({ accuracy }) => (accuracy === null ? '–' : accuracyText(accuracy)),
      exact: ({ accuracy, measuredAt }) =>
        accuracy === null || measuredAt === null
          ? ''
          : trans.__('%1 % after %2', accuracy, epochsText(rungs[measuredAt], trans))
    },
    {
      key: 'interval',
      label: trans.__('95 % interval'),
      title: columnMeaning('sweepInterval', trans),
      numeric: true,
      text: ({ interval }) => (interval ? `${interval.from.toFixed(2)} – ${accuracyText(interval.to)}` : '–')
    },
    numeric('macs', trans.__('MACs'), columnMeaning('macs', trans), si, exact),
    numeric('params', trans.__('parameters'), columnMeaning('params', trans), si, exact),
    numeric('epochs', trans.__('epochs'), columnMeaning('sweepEpochs', trans), exact),
    numeric('seconds', trans.__('time'), columnMeaning('sweepSeconds', trans), duration),
    ...columns.settings.map(({ name, values }): WindowedColumn<SweepRow> => {
      const isText = values.some((value) => typeof value === 'string');
      return {
        key: `setting.${name}`,
        label: settingName(name),
        title: columnMeaning('sweepSetting', trans),
        numeric: !isText,
        text: ({ place }) => {
          const value = values[place];
          return value === null ? '–' : typeof value === 'number' ? setting(value) : value;
        }
      };
    })
  ];
}
