import type { Printed } from '../estimate';

/** The paper's tables print per cent with one decimal. */
export const HALF_PERCENT = 0.05;

/** A network of a published table, with what was rounded away. */
export interface PrintedRow {
  name: string;
  cost: Printed;
  accuracy: Printed;
}
