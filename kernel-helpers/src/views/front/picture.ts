import {
  chartSection,
  type Child,
  keySection,
  page,
  PAPER_COLOURS,
  paragraph,
  type Section,
  table
} from '../../chart';
import { counted, isoDay } from '../../wording/format';
import { ENGLISH, type Phrases, sentenceOf } from '../../wording/words';
import { frontAxes, frontChart, frontKey } from './chart';
import { costWithUnit } from './groups';
import type { FrontResult } from './result';
import { frontCaption, frontNotes, frontWords } from './words';

const HEIGHT = 360;
/** Rows of the table; of a longer list the front is told. */
const ROWS = 24;

/** The picture that a notebook keeps and that is exported, SVG: the chart with its sentence, key, numbers and source. */
export function frontPicture(result: FrontResult, today: Date, trans: Phrases = ENGLISH): string {
  const words = frontWords(result.state, result, trans);
  const { groups, shapes } = frontKey(result, trans);
  return page(
    {
      sentence: sentenceOf(words),
      note: words.detail,
      caption: `${frontCaption(result, trans)} ${trans.__('Front computed on %1.', isoDay(today))}`
    },
    result.points.records.length === 0
      ? []
      : [
          keySection([...groups, ...shapes]),
          chartSection([frontChart(result, frontAxes(result), trans)], HEIGHT),
          ...frontNotes(result, trans).map((note) => paragraph(note, { size: 12.5 })),
          ...numbers(result, trans)
        ]
  );
}

/** Every network of a short list; of a longer one the front. */
function numbers({ points, front, names }: FrontResult, trans: Phrases): Section[] {
  const { costs, accuracies, measure, records } = points;
  const all = records.map((_, i) => i).sort((a, b) => costs[a] - costs[b] || accuracies[b] - accuracies[a]);
  const chosen = records.length <= ROWS ? all : front.members.slice(0, ROWS);
  // Published accuracies have one decimal or more; all rows get the same number.
  const decimals = accuracies.every((accuracy) => accuracy === Number(accuracy.toFixed(1))) ? 1 : 2;
  const rows = chosen.map((i): Child[] => [
    fitting(names[i], 38),
    costWithUnit(costs[i], measure),
    accuracies[i].toFixed(decimals),
    front.dominatedBy[i] < 0 ? trans.__('– (on the front)') : fitting(names[front.dominatedBy[i]], 25)
  ]);
  const missing = records.length - chosen.length;
  return [
    table(
      [
        { title: trans.__('network'), x: 0, align: 'left' },
        { title: trans.__('cost'), x: 320, align: 'right' },
        { title: trans.__('top-1, %'), x: 386, align: 'right', weight: 600 },
        { title: trans.__('dominated by'), x: 404, align: 'left' }
      ],
      rows
    ),
    ...(missing > 0
      ? [
          paragraph(trans.__('%1 more in the data.', counted(missing, 'network')), {
            size: 12.5,
            color: PAPER_COLOURS.textFaint
          })
        ]
      : [])
  ];
}

function fitting(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
}
