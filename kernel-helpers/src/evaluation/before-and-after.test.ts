import { expect, it } from 'vitest';
import { type TableCell, summarize, wilsonInterval } from '../analysis';
import { modelDescription, pruneChannels } from '../model';
import { smallData, smallModel } from '../training/small.fixtures';
import { beforeAndAfter } from './before-and-after';
import { compareModels } from './compare';
import { evaluate } from './evaluate';

const { test } = smallData();
const model = smallModel();

it('lays networks side by side: answers, costs and times', async () => {
  const { model: pruned, savings } = pruneChannels(model, { top: [0, 1] });
  const table = await beforeAndAfter({ whole: model, pruned }, test, { rounds: 3 });
  const cell = (row: number, key: string): TableCell =>
    table.rows[row][table.columns.findIndex((column) => column.key === key)];
  expect([0, 1].map((row) => cell(row, 'network'))).toEqual(['whole', 'pruned']);
  const { params, macs } = summarize(modelDescription(model)!.spec);
  expect([cell(0, 'params'), cell(0, 'macs')]).toEqual([params.trainable, macs.total]);
  expect(cell(1, 'params')).toBe(params.trainable - savings.params);
  expect(cell(1, 'macs')).toBe(macs.total - savings.macs);
  const images = test.shape[0];
  for (const [row, network] of [model, pruned].entries()) {
    const { top1 } = await evaluate(network, test);
    const { from, to } = wilsonInterval(Math.round(top1 * images), images);
    ['accuracy', 'accuracyFrom', 'accuracyTo'].forEach((key, i) =>
      expect(cell(row, key)).toBeCloseTo(100 * [top1, from, to][i], 1)
    );
  }
  const { onlyFirst, onlySecond, pValue } = await compareModels(model, pruned, test);
  expect([cell(1, 'onlyFirst'), cell(1, 'onlyThis')]).toEqual([onlyFirst, onlySecond]);
  expect(cell(1, 'pValue')).toBeCloseTo(pValue, 2);
  expect([cell(0, 'pValue'), cell(0, 'ratio')]).toEqual([null, null]);
  const [from, ratio, to] = ['ratioFrom', 'ratio', 'ratioTo'].map((key) => cell(1, key) as number);
  expect([from, ratio, to]).toEqual([from, ratio, to].sort((a, b) => a - b));
  expect(table.title).toContain(`${images} images of ${test.name}`);
});

it('refuses a network alone, and slips', async () => {
  await expect(beforeAndAfter({ whole: model }, test)).rejects.toThrow(
    /^networks: got 1, expected at least two\. Give for example/
  );
  await expect(beforeAndAfter({}, test)).rejects.toThrow(/^networks: got 0/);
});
