import { describe, expect, it } from 'vitest';
import { validateDocument } from '../../contract';
import { evaluationCell, evaluationStateCell } from './cell';
import { EVALUATION, manyClasses } from './evaluation.fixtures';
import { EVALUATION_START } from './state';

const DAY = new Date('2026-11-22T12:00:00Z');

describe('the cell of an evaluation', () => {
  it('has the view, and the text that begins with the result', () => {
    const { document, text } = evaluationCell(EVALUATION, DAY);
    expect(validateDocument(JSON.parse(JSON.stringify(document)))).toMatchObject({ ok: true });
    expect(document?.sentence).toBe('98.00 % of 50 Rings test images are right.');
    expect(text.split('\n').slice(0, 4)).toEqual([
      '98.00 % of 50 Rings test images are right.',
      expect.stringMatching(/^95 % interval 89\.\d\d % to 99\.\d\d %, loss/),
      '500 images per second',
      'ring: 30 images, recall 96.67 %, precision 100.00 %, F1 98.31 %'
    ]);
    expect(text).toContain('mistake: image 7 is ring, read as disc (98.7 % sure)');
  });

  it('of a thousand classes stays small, and is shown again as it was', () => {
    const cell = evaluationCell(manyClasses(1000, 200), DAY);
    expect(JSON.stringify(cell.document).length).toBeLessThan(200_000);
    expect(validateDocument(cell.document)).toMatchObject({ ok: true });
    expect(cell.document && evaluationStateCell(cell.document.data)).toEqual(cell);
  });

  it('has a picture and text alone where a document has no room', () => {
    const names = Array.from({ length: 5001 }, (_, i) => `${i}`);
    const many = { ...EVALUATION, classes: names };
    const cell = evaluationCell(many, DAY);
    expect(cell.document).toBeUndefined();
    expect(cell.svg).toMatch(/^<svg /);
  });

  it('shows an empty view too', () => {
    expect(evaluationStateCell(EVALUATION_START).text).toMatch(/^No evaluation yet\.\nA cell that evaluates/);
  });
});
