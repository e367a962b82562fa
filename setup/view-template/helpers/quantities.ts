import { LIMITS } from '../../analysis';
import { number, quantityTable } from '../quantities';

/** Positions of the controls. */
export const NEW_VIEW_QUANTITIES = quantityTable({
  channels: number('channels C', 'channels in and out', {
    start: 64,
    min: 1,
    max: 512,
    step: 1,
    bounds: LIMITS.channels,
    colour: 'width'
  }),
  kernelSize: number('kernel k', 'side of the kernel', {
    start: 3,
    min: 1,
    max: 11,
    step: 2,
    stepped: true,
    bounds: LIMITS.kernelSize
  })
});
