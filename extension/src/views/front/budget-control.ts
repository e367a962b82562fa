import type { Range } from '@efficientnet-lab/kernel-helpers/chart';
import { costRange, costWithUnit, type FrontResult } from '@efficientnet-lab/kernel-helpers/views/front';
import { costUnitName, costUnitOf } from '@efficientnet-lab/kernel-helpers/views/stopping-point';
import type { TranslationBundle } from '@jupyterlab/translation';
import { element, setText } from '../../dom/element';
import type { FrontModel } from './model';

/** Steps of the slider over the axis. */
const STEPS = 400;
const PAGE_STEPS = 10;
const DIGITS = 3;

/** "Best under 20 ms": whether there is a limit, its slider along the axis, and its number. */
export class BudgetControl {
  readonly node: HTMLElement;

  constructor(
    private readonly model: FrontModel,
    trans: TranslationBundle
  ) {
    this.range.setAttribute('aria-label', trans.__('Budget'));
    this.box.setAttribute('aria-label', trans.__('Budget'));
    this.switch.addEventListener('change', () => {
      this.model.setBudget(this.switch.checked ? this.middle() : null);
    });
    this.range.addEventListener('input', () => this.model.setBudget(this.ofStep(), 'moving'));
    this.range.addEventListener('change', () => this.model.setBudget(this.ofStep()));
    this.box.addEventListener('input', () => {
      this.typing = true;
    });
    this.box.addEventListener('change', () => this.commit());
    this.row = element('div', { class: 'jp-EnetSlider jp-EnetFrontBudget' }, this.range, this.box, this.unit);
    this.row.addEventListener('dblclick', (event) => event.target !== this.box && this.model.resetBudget());
    this.row.title = trans.__('Double-click or press Delete to reset the budget');
    this.node = element(
      'div',
      {},
      element('label', { class: 'jp-EnetFrontSwitch' }, this.switch, trans.__('best under a budget')),
      this.row
    );
  }

  update(result: FrontResult): void {
    const { budget } = result.state;
    const unit = costUnitOf(result.points.measure);
    this.result = result;
    this.switch.checked = budget !== null;
    this.range.disabled = budget === null;
    this.box.disabled = budget === null;
    setText(this.unit, unit.size === 1 ? unit.measure.unit : costUnitName(unit));
    const share = budget === null ? 0 : Math.min(1, Math.max(0, shareOfCost(scaleOf(result), budget)));
    const step = String(Math.round(share * STEPS));
    if (this.range.value !== step) {
      this.range.value = step;
    }
    this.range.style.setProperty('--jp-enet-fill', `${100 * share}%`);
    this.range.setAttribute(
      'aria-valuetext',
      budget === null ? '–' : costWithUnit(budget, result.points.measure)
    );
    if (document.activeElement !== this.box || !this.typing) {
      this.box.value = budget === null ? '' : String(rounded(budget / unit.size));
    }
  }

  /** A key pressed on slider or box; true when it was one of their own. */
  handleKey(event: KeyboardEvent): boolean {
    const inBox = event.target === this.box;
    if ((event.target !== this.range && !inBox) || event.ctrlKey || event.metaKey || event.altKey) {
      return false;
    }
    const moves: Readonly<Record<string, number>> = {
      PageUp: this.range.valueAsNumber + PAGE_STEPS,
      PageDown: this.range.valueAsNumber - PAGE_STEPS,
      Home: 0,
      End: STEPS
    };
    if (event.key in moves && !(inBox && (event.key === 'Home' || event.key === 'End'))) {
      event.preventDefault();
      this.typing = false;
      this.range.valueAsNumber = Math.min(STEPS, Math.max(0, moves[event.key]));
      this.model.setBudget(this.ofStep());
      return true;
    }
    if (event.key === 'Delete' && !inBox) {
      event.preventDefault();
      this.model.resetBudget();
      return true;
    }
    if (event.key === 'Enter') {
      this.commit();
      return true;
    }
    return event.key !== 'Tab' && event.key !== 'Escape';
  }

  private ofStep(): number {
    const share = this.range.valueAsNumber / STEPS;
    return this.result ? rounded(costAtShare(scaleOf(this.result), share)) : 1;
  }

  /** A budget to begin with: the cost in the middle of the front. */
  private middle(): number {
    const { front, points } = this.result ?? {};
    const member = front?.members.at(front.members.length >> 1);
    return rounded(member === undefined || !points ? 1 : points.costs[member]);
  }

  private commit(): void {
    this.typing = false;
    const size = this.result ? costUnitOf(this.result.points.measure).size : 1;
    const value = this.box.valueAsNumber * size;
    if (value > 0 && value < Infinity) {
      this.model.setBudget(value);
    }
    if (this.result) {
      this.update(this.result);
    }
  }

  private readonly switch = element('input', { type: 'checkbox' });
  private readonly range = element('input', {
    type: 'range',
    class: 'jp-EnetSlider-range',
    min: 0,
    max: STEPS,
    step: 1
  });
  private readonly box = element('input', {
    type: 'number',
    class: 'jp-EnetSlider-box',
    min: 0,
    step: 'any'
  });
  private readonly unit = element('span', { class: 'jp-EnetSlider-unit' });
  private readonly row: HTMLElement;
  private result: FrontResult | null = null;
  private typing = false;
}

const rounded = (value: number): number => Number(value.toPrecision(DIGITS));

/** What the slider goes through: the costs of the set, on its axis. */
interface Scale extends Range {
  isLog: boolean;
}

function scaleOf(result: FrontResult): Scale {
  return { ...costRange(result), isLog: result.state.scale === 'log' };
}

/** 0 at the least, 1 at the highest cost; beyond them for a budget outside. */
export function shareOfCost({ isLog, from, to }: Scale, cost: number): number {
  return isLog ? Math.log(cost / from) / Math.log(to / from) : (cost - from) / (to - from);
}

export function costAtShare({ isLog, from, to }: Scale, share: number): number {
  return isLog ? from * (to / from) ** share : from + share * (to - from);
}
