import { describe, expect, it } from 'vitest';
import type { MimeBundle } from './bridge';
import { type Clock, PacedOutput, PacedPicture, UPDATE_INTERVAL_MS } from './paced-output';

/** A clock that stands until it is turned. */
class TurnedClock implements Clock {
  private time = 0;
  private waiting: { at: number; callback: () => void }[] = [];

  now(): number {
    return this.time;
  }

  after(milliseconds: number, callback: () => void): () => void {
    const entry = { at: this.time + milliseconds, callback };
    this.waiting.push(entry);
    return () => (this.waiting = this.waiting.filter((each) => each !== entry));
  }

  today(): Date {
    return new Date(0);
  }

  turn(milliseconds: number): void {
    const until = this.time + milliseconds;
    for (;;) {
      const [next] = this.waiting.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at);
      if (!next) {
        this.time = until;
        return;
      }
      this.time = next.at;
      this.waiting = this.waiting.filter((each) => each !== next);
      next.callback();
    }
  }
}

/** An output of so many characters, with the times at which it was sent. */
function paced(characters = 10) {
  const clock = new TurnedClock();
  const sent: number[] = [];
  const updates: (boolean | undefined)[] = [];
  const texts: unknown[] = [];
  let count = 0;
  const output = new PacedOutput(
    {
      display: (data, { update } = {}) => {
        sent.push(clock.now());
        updates.push(update);
        texts.push(data['text/plain']);
      }
    },
    'id',
    (): MimeBundle => ({ 'text/plain': `${++count}`.padEnd(characters) }) as unknown as MimeBundle,
    clock
  );
  return { clock, output, sent, updates, texts };
}

describe('an output that is updated in place', () => {
  it('is sent at once, then five times a second at most, and never for nothing', () => {
    const { clock, output, sent, updates } = paced();
    for (let i = 0; i < 99; i++) {
      output.sendSoon();
      clock.turn(10);
    }
    expect(sent).toEqual([0, 1, 2, 3, 4].map((each) => each * UPDATE_INTERVAL_MS));
    expect(updates).toEqual([false, true, true, true, true]);
    clock.turn(10_000);
    // What was asked for last comes, and then nothing more.
    expect(sent).toHaveLength(6);
  });

  it.each([
    // 200 kB at 200 kB a second; half of that after ten seconds.
    [200_000, 0, 1000],
    [200_000, 10_000, 2000],
    // Never longer than five minutes.
    [2_000_000, 1_000_000, 300_000]
  ])('of %i characters waits after %i ms for %i ms', (characters, age, expected) => {
    const { clock, output, sent } = paced(characters);
    output.sendSoon();
    clock.turn(age);
    if (age > 0) {
      output.sendSoon();
    }
    const begun = sent.at(-1) ?? NaN;
    output.sendSoon();
    clock.turn(2 * expected);
    const waited = (sent.at(-1) ?? NaN) - begun;
    // Names and quotes of the bundle are a few characters too.
    expect(waited).toBeGreaterThanOrEqual(expected);
    expect(waited).toBeLessThan(1.001 * expected);
  });

  it('hurries for what a reader asked for', () => {
    const { clock, output, sent } = paced(2_000_000);
    output.sendSoon();
    output.sendSoon();
    clock.turn(50);
    expect(sent).toEqual([0]);
    output.hurry();
    clock.turn(UPDATE_INTERVAL_MS);
    expect(sent).toEqual([0, UPDATE_INTERVAL_MS]);
  });

  it('sends its end now, and nothing that waited after it', () => {
    const { clock, output, sent, texts } = paced();
    output.sendSoon();
    output.sendSoon();
    output.finish();
    clock.turn(10_000);
    expect(sent).toEqual([0, 0]);
    expect(texts.at(-1)).toMatch(/^2/);
  });
});

describe('a static picture of what goes on', () => {
  it('is drawn for a fiftieth of the time, and at the end', () => {
    const clock = new TurnedClock();
    const picture = new PacedPicture(clock);
    let drawn = 0;
    const draw = (): string => {
      clock.turn(10);
      return `${++drawn}`;
    };
    expect(picture.of(draw, false)).toBe('1');
    clock.turn(499);
    expect(picture.of(draw, false)).toBe('1');
    clock.turn(1);
    expect(picture.of(draw, false)).toBe('2');
    expect(picture.of(draw, true)).toBe('3');
  });
});
