import { describe, expect, it } from 'vitest';
import { commandHere, isFromWheel } from './installation';

const WHEEL =
  '/env/lib/python3.12/site-packages/efficientnet_lab/node/node_modules/@efficientnet-lab/kernel-helpers/lib/files/installation.js';
const CLONE = '/home/me/efficientnet_lab/kernel-helpers/lib/files/installation.js';

describe('an installation', () => {
  it('is told from its place', () => {
    expect(isFromWheel(WHEEL)).toBe(true);
    expect(isFromWheel(WHEEL.replaceAll('/', '\\'))).toBe(true);
    expect(isFromWheel(CLONE)).toBe(false);
  });

  it('is mended by a command that is there', () => {
    expect(commandHere('doctor', CLONE)).toBe('npm run doctor');
    expect(commandHere('doctor', WHEEL)).toBe('efficientnet-lab doctor');
    expect(commandHere('buildBinding')).toBe('npm run setup');
  });
});
