import type { Tensor } from '@tensorflow/tfjs';
import type { TensorSpec } from '../inputs';

/** Where an input's random values lie. Whole numbers are in [0, 4), so that they can name places. */
export type Domain = 'normal' | 'positive' | 'unit' | 'whole' | 'logical';

export interface CaseInput extends TensorSpec {
  domain: Domain;
}

/** A use of an operation; its gradient is compared too unless it has none. */
export interface OperationCase {
  /** As documented, without `tf.`. What follows a space tells variants apart. */
  name: string;
  inputs: CaseInput[];
  apply(...inputs: Tensor[]): Tensor | Tensor[];
  gradient: boolean;
}

type Apply = OperationCase['apply'];

export const normal = (...shape: number[]): CaseInput => ({ shape, domain: 'normal' });
export const positive = (...shape: number[]): CaseInput => ({ shape, domain: 'positive' });
export const unit = (...shape: number[]): CaseInput => ({ shape, domain: 'unit' });
export const whole = (...shape: number[]): CaseInput => ({ shape, dtype: 'int32', domain: 'whole' });
export const logical = (...shape: number[]): CaseInput => ({ shape, dtype: 'bool', domain: 'logical' });

export const smooth = (name: string, inputs: CaseInput[], apply: Apply): OperationCase => ({
  name,
  inputs,
  apply,
  gradient: true
});
/** Without a gradient in TensorFlow.js, or with whole or logical values. */
export const plain = (name: string, inputs: CaseInput[], apply: Apply): OperationCase => ({
  name,
  inputs,
  apply,
  gradient: false
});
