import {
  type ScalingExplorerState,
  validateDocument,
  DOCUMENT_VERSION
} from '@efficientnet-lab/kernel-helpers/contract';
import { ILayoutRestorer, type JupyterFrontEnd, type JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette, IThemeManager, MainAreaWidget, WidgetTracker } from '@jupyterlab/apputils';
import { ILauncher } from '@jupyterlab/launcher';
import { IMainMenu } from '@jupyterlab/mainmenu';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { Menu } from '@lumino/widgets';
import { ScalingExplorerModel } from '../scaling-explorer/model';
import { initialState } from '../scaling-explorer/parameters';
import { ScalingExplorerView } from '../scaling-explorer/view';
import { CommandIDs, PLUGIN_ID, TRANSLATION_DOMAIN, type ViewEnvironment } from '../tokens';
import { explorerIcon, monitorIcon } from './icons';
import { MonitorPanel } from './monitor-panel';
import { RunFollower } from './run-follower';

const CATEGORY = 'EfficientNet Lab';
const EXPLORER_NAMESPACE = 'efficientnet-lab-explorer';
const MONITOR_NAMESPACE = 'efficientnet-lab-monitor';

type ExplorerPanel = MainAreaWidget<ScalingExplorerView>;

/** Commands, launcher cards, menu and panels. */
export const shellPlugin: JupyterFrontEndPlugin<void> = {
  id: PLUGIN_ID,
  description: 'Scaling explorer and training monitor as panels.',
  autoStart: true,
  requires: [INotebookTracker],
  optional: [
    ICommandPalette,
    ILauncher,
    IMainMenu,
    ILayoutRestorer,
    ISettingRegistry,
    IThemeManager,
    ITranslator
  ],
  activate: (
    app: JupyterFrontEnd,
    notebooks: INotebookTracker,
    palette: ICommandPalette | null,
    launcher: ILauncher | null,
    mainMenu: IMainMenu | null,
    restorer: ILayoutRestorer | null,
    settings: ISettingRegistry | null,
    themes: IThemeManager | null,
    translator: ITranslator | null
  ) => {
    const environment: ViewEnvironment = {
      trans: (translator ?? nullTranslator).load(TRANSLATION_DOMAIN),
      themeChanged: themes?.themeChanged ?? null,
      openAsPanel: null
    };
    addExplorer(app, environment, settings, restorer);
    addMonitor(app, environment, notebooks, restorer);
    const commands = [CommandIDs.openExplorer, CommandIDs.openMonitor];
    commands.forEach((command, rank) => {
      palette?.addItem({ command, category: CATEGORY });
      launcher?.add({ command, category: CATEGORY, rank });
    });
    if (mainMenu) {
      const menu = new Menu({ commands: app.commands });
      menu.id = 'efficientnet-lab-menu';
      menu.title.label = environment.trans.__('EfficientNet');
      commands.forEach((command) => menu.addItem({ command }));
      mainMenu.addMenu(menu, false, { rank: 600 });
    }
  }
};

function addExplorer(
  app: JupyterFrontEnd,
  environment: ViewEnvironment,
  settings: ISettingRegistry | null,
  restorer: ILayoutRestorer | null
): void {
  const { trans } = environment;
  const tracker = new WidgetTracker<ExplorerPanel>({ namespace: EXPLORER_NAMESPACE });
  let opened = 0;
  app.commands.addCommand(CommandIDs.openExplorer, {
    label: trans.__('Scaling explorer'),
    caption: trans.__('What a compound-scaled EfficientNet costs; needs no kernel'),
    icon: explorerIcon,
    describedBy: {
      args: { type: 'object', properties: { state: { type: 'object' }, id: { type: 'string' } } }
    },
    execute: async (args) => {
      const start = initialState(await defaultCoefficients(settings));
      const model = new ScalingExplorerModel(stateFrom(args.state) ?? start, start);
      const content = new ScalingExplorerView(model, environment);
      content.addClass('jp-EnetPanel');
      const panel = new MainAreaWidget({ content });
      panel.id = typeof args.id === 'string' ? args.id : `${EXPLORER_NAMESPACE}-${Date.now()}-${++opened}`;
      panel.title.label = trans.__('Scaling explorer');
      panel.title.icon = explorerIcon;
      panel.toolbar.hide();
      app.shell.add(panel, 'main');
      await tracker.add(panel);
      model.changed.connect((_, change) => {
        if (change === 'settled') {
          void tracker.save(panel);
        }
      });
      app.shell.activateById(panel.id);
      return panel;
    }
  });
  void restorer?.restore(tracker, {
    command: CommandIDs.openExplorer,
    args: (panel) => ({ id: panel.id, state: { ...panel.content.model.state } }),
    name: (panel) => panel.id
  });
}

function addMonitor(
  app: JupyterFrontEnd,
  environment: ViewEnvironment,
  notebooks: INotebookTracker,
  restorer: ILayoutRestorer | null
): void {
  const { trans } = environment;
  const tracker = new WidgetTracker<MainAreaWidget<MonitorPanel>>({ namespace: MONITOR_NAMESPACE });
  app.commands.addCommand(CommandIDs.openMonitor, {
    label: trans.__('Training monitor'),
    caption: trans.__('Follows the newest training of the current notebook'),
    icon: monitorIcon,
    describedBy: { args: { type: 'object', properties: {} } },
    execute: async () => {
      let panel = tracker.currentWidget;
      if (!panel || panel.isDisposed) {
        panel = new MainAreaWidget({ content: new MonitorPanel(new RunFollower(notebooks), environment) });
        panel.id = MONITOR_NAMESPACE;
        panel.title.label = trans.__('Training monitor');
        panel.title.icon = monitorIcon;
        panel.toolbar.hide();
        app.shell.add(panel, 'main', { mode: 'split-right' });
        await tracker.add(panel);
      }
      app.shell.activateById(panel.id);
      return panel;
    }
  });
  void restorer?.restore(tracker, { command: CommandIDs.openMonitor, name: (panel) => panel.id });
}

/** A saved or passed state; null when it can't be read. */
function stateFrom(value: unknown): ScalingExplorerState | null {
  if (value === undefined) {
    return null;
  }
  const validation = validateDocument({
    version: DOCUMENT_VERSION,
    view: 'scaling-explorer',
    sentence: '',
    data: value
  });
  return validation.ok ? (validation.document.data as ScalingExplorerState) : null;
}

async function defaultCoefficients(
  settings: ISettingRegistry | null
): Promise<Partial<ScalingExplorerState>> {
  if (!settings) {
    return {};
  }
  const { composite } = await settings.load(PLUGIN_ID);
  const { phi, alpha, beta, gamma } = composite;
  const numbers = Object.entries({ phi, alpha, beta, gamma }).filter(
    ([, value]) => typeof value === 'number'
  );
  return Object.fromEntries(numbers) as Partial<ScalingExplorerState>;
}
