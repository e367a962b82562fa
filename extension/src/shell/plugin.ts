import { type LabDocument, validateDocument } from '@efficientnet-lab/kernel-helpers/contract';
import { DOCUMENT_VERSION } from '@efficientnet-lab/kernel-helpers/views';
import {
  ILabShell,
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette, IThemeManager, MainAreaWidget, WidgetTracker } from '@jupyterlab/apputils';
import { ILauncher } from '@jupyterlab/launcher';
import { IMainMenu } from '@jupyterlab/mainmenu';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, type TranslationBundle } from '@jupyterlab/translation';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import { Menu } from '@lumino/widgets';
import type { ViewAdapter } from '../frame/adapter';
import type { LabView } from '../frame/lab-view';
import type { PinBoard } from '../pins/board';
import { CommandIDs, IPinBoard, PLUGIN_ID, type ViewEnvironment } from '../tokens';
import { VIEWS } from '../views';
import { addPanel } from './add-panel';
import { environmentOf } from './environment';
import { monitorIcon } from './icons';
import type { MonitorPanel } from './monitor-panel';
import { addStart } from './start';

/** How long a panel's state rests before it is saved, ms. */
const SAVE_DELAY = 500;

const CATEGORY = 'EfficientNet Lab';
const MONITOR_NAMESPACE = 'efficientnet-lab-monitor';

/** Commands, launcher cards, menu and panels. */
export const shellPlugin: JupyterFrontEndPlugin<void> = {
  id: PLUGIN_ID,
  description: 'The views of EfficientNet Lab as panels.',
  autoStart: true,
  requires: [INotebookTracker, IPinBoard],
  optional: [
    ICommandPalette,
    ILauncher,
    IMainMenu,
    ILayoutRestorer,
    ISettingRegistry,
    IThemeManager,
    ITranslator,
    ILabShell
  ],
  activate: (
    app: JupyterFrontEnd,
    notebooks: INotebookTracker,
    pins: PinBoard,
    palette: ICommandPalette | null,
    launcher: ILauncher | null,
    mainMenu: IMainMenu | null,
    restorer: ILayoutRestorer | null,
    settings: ISettingRegistry | null,
    themes: IThemeManager | null,
    translator: ITranslator | null,
    labShell: ILabShell | null
  ) => {
    const environment = environmentOf(app, pins, themes, translator, 'panel', () => notebooks.currentWidget);
    VIEWS.forEach((adapter) => addView(app, labShell, adapter, environment, settings, restorer));
    addMonitor(app, labShell, environment, notebooks, restorer);
    addStart(app, labShell, environment, restorer);
    const cards = [CommandIDs.openStart, ...VIEWS.map(({ command }) => command), CommandIDs.openMonitor];
    cards.forEach((command, rank) => launcher?.add({ command, category: CATEGORY, rank }));
    const commands = [...cards, CommandIDs.startTour];
    commands.forEach((command) => palette?.addItem({ command, category: CATEGORY }));
    if (mainMenu) {
      const menu = new Menu({ commands: app.commands });
      menu.id = 'efficientnet-lab-menu';
      menu.title.label = environment.trans.__('EfficientNet');
      commands.forEach((command) => menu.addItem({ command }));
      menu.addItem({ type: 'separator' });
      menu.addItem(exportEntry(environment.trans));
      mainMenu.addMenu(menu, false, { rank: 600 });
    }
  }
};

/** JupyterLab's own command, with the exporter that the Python package brings. */
function exportEntry(trans: TranslationBundle): Menu.IItemOptions {
  const label = trans.__('Export Notebook as Interactive Page');
  return { command: 'notebook:export-to-format', args: { format: 'interactive_page', label } };
}

function addView(
  app: JupyterFrontEnd,
  labShell: ILabShell | null,
  adapter: ViewAdapter,
  environment: ViewEnvironment,
  settings: ISettingRegistry | null,
  restorer: ILayoutRestorer | null
): void {
  const { trans } = environment;
  const { command, icon } = adapter;
  const namespace = `efficientnet-lab-${adapter.view}`;
  const label = adapter.label(trans);
  const tracker = new WidgetTracker<MainAreaWidget<LabView>>({ namespace });
  let opened = 0;
  app.commands.addCommand(command, {
    label,
    caption: adapter.caption(trans),
    icon,
    describedBy: {
      args: { type: 'object', properties: { state: { type: 'object' }, id: { type: 'string' } } }
    },
    execute: async (args) => {
      const opener = await adapter.load();
      const start = opener.initial(await settingsOf(settings));
      const document = documentOf(adapter, args.state) ?? documentOf(adapter, start);
      if (!document) {
        throw new Error(`The settings describe no ${label}. Reset them in the settings editor.`);
      }
      const content = opener.create(document, environment, start);
      content.addClass('jp-EnetPanel');
      const panel = new MainAreaWidget({ content });
      panel.id = typeof args.id === 'string' ? args.id : `${namespace}-${Date.now()}-${++opened}`;
      panel.title.label = label;
      panel.title.icon = icon;
      panel.toolbar.hide();
      addPanel(app, labShell, panel);
      await tracker.add(panel);
      saveAtRest(panel, tracker);
      app.shell.activateById(panel.id);
      return panel;
    }
  });
  void restorer?.restore(tracker, {
    command,
    args: ({ id, content }) => ({
      id,
      state: content.toDocument().data as unknown as ReadonlyPartialJSONObject
    }),
    name: (panel) => panel.id
  });
}

/** JupyterLab writes all open views whenever one is saved: with large data longer than a frame takes, so not at each key. */
function saveAtRest(panel: MainAreaWidget<LabView>, tracker: WidgetTracker<MainAreaWidget<LabView>>): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  panel.content.stateChanged.connect(() => {
    clearTimeout(timer);
    timer = setTimeout(() => void tracker.save(panel), SAVE_DELAY);
  });
  panel.disposed.connect(() => clearTimeout(timer));
}

function addMonitor(
  app: JupyterFrontEnd,
  labShell: ILabShell | null,
  environment: ViewEnvironment,
  notebooks: INotebookTracker,
  restorer: ILayoutRestorer | null
): void {
  const { trans } = environment;
  const tracker = new WidgetTracker<MainAreaWidget<MonitorPanel>>({ namespace: MONITOR_NAMESPACE });
  app.commands.addCommand(CommandIDs.openMonitor, {
    label: trans.__('Training monitor'),
    caption: trans.__('Follows the trainings of the current notebook and its kernel'),
    icon: monitorIcon,
    describedBy: { args: { type: 'object', properties: {} } },
    execute: async () => {
      let panel = tracker.currentWidget;
      if (!panel || panel.isDisposed) {
        const { MonitorPanel, RunFollower } = await import(
          /* webpackChunkName: "efficientnet-lab-view-training-monitor" */ './monitor'
        );
        panel = new MainAreaWidget({ content: new MonitorPanel(new RunFollower(notebooks), environment) });
        panel.id = MONITOR_NAMESPACE;
        panel.title.label = trans.__('Training monitor');
        panel.title.icon = monitorIcon;
        panel.toolbar.hide();
        addPanel(app, labShell, panel, { mode: 'split-right' });
        await tracker.add(panel);
      }
      app.shell.activateById(panel.id);
      return panel;
    }
  });
  void restorer?.restore(tracker, { command: CommandIDs.openMonitor, name: (panel) => panel.id });
}

/** The document of a saved or passed state; null when it can't be read. */
function documentOf({ view }: ViewAdapter, data: unknown): LabDocument | null {
  if (data === undefined) {
    return null;
  }
  const validation = validateDocument({ version: DOCUMENT_VERSION, view, sentence: '', data });
  return validation.ok ? validation.document : null;
}

async function settingsOf(settings: ISettingRegistry | null): Promise<ReadonlyPartialJSONObject> {
  return settings ? (await settings.load(PLUGIN_ID)).composite : {};
}
