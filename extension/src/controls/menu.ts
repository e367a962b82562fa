import { element } from '../dom/element';
import { CommandRegistry } from '@lumino/commands';
import { Menu } from '@lumino/widgets';

export interface MenuEntry {
  label: string;
  run(): void;
  isEnabled?(): boolean;
  isToggled?(): boolean;
}

/** The menu button every view has at the same place; `null` entries separate groups. */
export class ViewMenu {
  readonly node: HTMLButtonElement;

  constructor(label: string, entries: (MenuEntry | null)[]) {
    this.node = element(
      'button',
      {
        type: 'button',
        class: 'jp-EnetButton jp-EnetMenuButton',
        'aria-label': label,
        'aria-haspopup': 'menu',
        title: label
      },
      '⋯'
    );
    const commands = new CommandRegistry();
    this.menu = new Menu({ commands });
    entries.forEach((entry, i) => {
      if (entry === null) {
        this.menu.addItem({ type: 'separator' });
        return;
      }
      const command = `entry-${i}`;
      commands.addCommand(command, {
        label: entry.label,
        execute: () => entry.run(),
        isEnabled: () => entry.isEnabled?.() ?? true,
        isToggled: () => entry.isToggled?.() ?? false,
        isToggleable: entry.isToggled !== undefined
      });
      this.menu.addItem({ command });
    });
    this.node.addEventListener('click', () => {
      const { left, bottom } = this.node.getBoundingClientRect();
      // Places of menus are those of the document, which scrolls where it is no JupyterLab.
      this.menu.open(left + window.scrollX, bottom + window.scrollY);
    });
  }

  dispose(): void {
    this.menu.dispose();
  }

  private readonly menu: Menu;
}
