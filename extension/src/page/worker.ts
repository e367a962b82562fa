/** The workers of an interactive page in one script, which holds once what they share; the name that a view gives decides. */
const WORK: Readonly<Record<string, () => Promise<unknown>>> = {
  'efficientnet-lab-gates': () => import('../views/gates/gates.worker'),
  'efficientnet-lab-noise': () => import('../views/normalization-noise/simulation.worker'),
  'efficientnet-lab-records': () => import('../records/records.worker')
};

void WORK[self.name]?.();
