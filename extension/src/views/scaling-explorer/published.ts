import {
  columnMeaning,
  bestFitPhi,
  type BestFitPhi,
  impliedPhi,
  type PublishedVariant,
  PUBLISHED_VARIANTS,
  SCALING_DIMENSIONS,
  SpecError
} from '@efficientnet-lab/kernel-helpers/analysis';
import type {
  Coefficients,
  ScalingExplorerState
} from '@efficientnet-lab/kernel-helpers/views/scaling-explorer';
import type { TranslationBundle } from '@jupyterlab/translation';
import { type Cell, table } from '../../controls/table';
import { percentChange, exact, setting } from '@efficientnet-lab/kernel-helpers/wording';

/** Published networks that were made by multipliers; the bases have none. */
const SCALED = PUBLISHED_VARIANTS.filter(({ name, base }) => name !== base.name);

/** Best fits, which take a search each: one is found at a time, and kept as long as the coefficients stay. */
export class PublishedFits {
  constructor(private readonly onFound: () => void) {}

  /** The published networks against the formula; fits that are still being searched show as dots. */
  table(state: ScalingExplorerState, trans: TranslationBundle): HTMLTableElement {
    const { alpha, beta, gamma } = state;
    const key = [alpha, beta, gamma].join(' ');
    if (key !== this.key) {
      this.key = key;
      this.fits.clear();
    }
    this.search({ alpha, beta, gamma });
    return table(
      trans.__('Published networks against the formula'),
      [
        { label: trans.__('network'), title: columnMeaning('network', trans) },
        {
          label: trans.__('φ implied by depth'),
          numeric: true,
          title: trans.__('ln(its depth coefficient) ÷ ln α')
        },
        { label: trans.__('its width'), numeric: true, title: trans.__('ln(its width coefficient) ÷ ln β') },
        {
          label: trans.__('its resolution'),
          numeric: true,
          title: trans.__('ln(its resolution ÷ the base’s) ÷ ln γ')
        },
        {
          label: trans.__('nearest in cost'),
          numeric: true,
          title: trans.__('φ of the network with the closest MACs')
        },
        {
          label: trans.__('MACs of that φ'),
          numeric: true,
          title: trans.__('Difference between that network’s MACs and its own')
        }
      ],
      SCALED.map((row) => this.row(row, state, trans)),
      'jp-EnetPublished'
    );
  }

  dispose(): void {
    clearTimeout(this.timer);
  }

  private row(row: PublishedVariant, state: ScalingExplorerState, trans: TranslationBundle): Cell[] {
    const { alpha, beta, gamma } = state;
    const implied = impliedPhi(row.name, { alpha, beta, gamma });
    const fit = this.fits.get(row.name);
    const shown = state.mode === 'published' && state.variant === row.name;
    return [
      { text: row.name.toUpperCase(), class: shown ? 'jp-mod-shown' : '' },
      ...SCALING_DIMENSIONS.map((dimension): Cell => {
        const phi = implied[dimension];
        return phi === null ? '–' : { text: setting(phi, 2), title: String(phi) };
      }),
      ...(fit ? fitCells(fit, trans) : fit === null ? ['–', '–'] : ['…', '…'])
    ];
  }

  private search(coefficients: Coefficients): void {
    clearTimeout(this.timer);
    const next = SCALED.find(({ name }) => !this.fits.has(name));
    if (next) {
      this.timer = setTimeout(() => {
        this.fits.set(next.name, fitOrNull(next.name, coefficients));
        this.onFound();
      });
    }
  }

  private readonly fits = new Map<string, BestFitPhi | null>();
  private key = '';
  private timer: ReturnType<typeof setTimeout> | undefined;
}

/** Coefficients that don't grow anything have no nearest φ. */
function fitOrNull(name: string, coefficients: Coefficients): BestFitPhi | null {
  try {
    return bestFitPhi(name, coefficients);
  } catch (error) {
    if (error instanceof SpecError) {
      return null;
    }
    throw error;
  }
}

function fitCells({ byCost }: BestFitPhi, trans: TranslationBundle): Cell[] {
  const { interval, macs, published, error, identical, phi } = byCost;
  return [
    {
      text: setting(phi, 2),
      title: trans.__('every φ from %1 to %2', setting(interval.from), setting(interval.to))
    },
    {
      text: identical
        ? trans.__('the same network')
        : error === 0
          ? trans.__('the same MACs')
          : percentChange(error),
      title: trans.__('%1, published %2', exact(macs), exact(published))
    }
  ];
}
