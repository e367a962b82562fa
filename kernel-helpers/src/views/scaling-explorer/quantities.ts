import { BASE_RESOLUTION, PAPER_COEFFICIENTS, PUBLISHED_VARIANTS } from '../../analysis';
import { choice, number, quantityTable } from '../quantities';

const base = { min: 1, max: 2, step: 0.01, bounds: { min: 0.1, max: 10 }, group: 'rule' } as const;
const multiplier = {
  start: 1,
  min: 0.25,
  max: 8,
  step: 0.05,
  unit: '×',
  bounds: { min: 0.01, max: 100 },
  group: 'manual'
} as const;

/** Positions of the scaling explorer's controls; it starts with the paper's rule at φ = 1. */
export const SCALING_QUANTITIES = quantityTable({
  /** How the network is chosen. */
  mode: choice('How the network is chosen', {
    start: 'rule',
    options: [
      { value: 'rule', label: 'rule', title: 'd = α^φ, w = β^φ, r = γ^φ' },
      { value: 'published', label: 'as published' },
      { value: 'manual', label: 'manual', title: 'Set depth, width and image side one by one' }
    ]
  }),
  /** The φ axis shows what its slider reaches. */
  phi: number('compound φ', 'compound coefficient', {
    start: 1,
    min: -3,
    max: 7,
    step: 0.01,
    bounds: { min: -20, max: 20 },
    group: 'rule'
  }),
  alpha: number('depth α', 'depth base', {
    ...base,
    start: PAPER_COEFFICIENTS.alpha,
    unit: 'd',
    colour: 'depth'
  }),
  beta: number('width β', 'width base', {
    ...base,
    start: PAPER_COEFFICIENTS.beta,
    unit: 'w',
    colour: 'width'
  }),
  gamma: number('resolution γ', 'resolution base', {
    ...base,
    start: PAPER_COEFFICIENTS.gamma,
    unit: 'r',
    colour: 'resolution'
  }),
  /** Published variant, `b0` … `v2-l`; used when `mode` is `published`. */
  variant: choice<string>('More published networks', {
    start: 'b0',
    options: PUBLISHED_VARIANTS.map(({ name }) => ({ value: name, label: name.toUpperCase() }))
  }),
  /** Multipliers on B0, and pixels; used when `mode` is `manual`. */
  depth: number('depth d', 'depth multiplier', { ...multiplier, colour: 'depth' }),
  width: number('width w', 'width multiplier', { ...multiplier, colour: 'width' }),
  resolution: number('image side r', 'image side', {
    start: BASE_RESOLUTION,
    min: 32,
    max: 1024,
    step: 1,
    bounds: { min: 1, max: 8192, integer: true },
    unit: 'px',
    colour: 'resolution',
    group: 'manual'
  }),
  /**
   * `phi`, the default: MACs against φ. `dimensions`: what depth, width, resolution and all together cost against
   * what the rule promises.
   */
  picture: choice('Picture', {
    absent: 'phi',
    options: [
      { value: 'phi', label: 'over φ', title: 'MACs against the compound coefficient' },
      {
        value: 'dimensions',
        label: 'single dimensions',
        title: 'Depth, width, resolution and all together on one cost axis'
      }
    ]
  })
});
