import type { ILabShell, ILayoutRestorer, JupyterFrontEnd } from '@jupyterlab/application';
import { MainAreaWidget, WidgetTracker } from '@jupyterlab/apputils';
import type { StartPanel } from '../start/panel';
import { CommandIDs, type ViewEnvironment } from '../tokens';
import { addPanel } from './add-panel';
import { startIcon } from './icons';

const NAMESPACE = 'efficientnet-lab-start';

/** The start page and the tour. */
export function addStart(
  app: JupyterFrontEnd,
  labShell: ILabShell | null,
  { trans }: ViewEnvironment,
  restorer: ILayoutRestorer | null
): void {
  const { commands, serviceManager } = app;
  const tracker = new WidgetTracker<MainAreaWidget<StartPanel>>({ namespace: NAMESPACE });
  commands.addCommand(CommandIDs.openStart, {
    label: trans.__('Start here'),
    caption: trans.__('What is installed and works, the chapters with their minutes, and a tour'),
    icon: startIcon,
    describedBy: { args: { type: 'object', properties: { cwd: { type: 'string' } } } },
    execute: async ({ cwd }) => {
      let panel = tracker.currentWidget;
      if (!panel || panel.isDisposed) {
        const { StartPanel } = await import(
          /* webpackChunkName: "efficientnet-lab-start" */ '../start/panel'
        );
        const content = new StartPanel({
          trans,
          services: serviceManager,
          contents: serviceManager.contents,
          folder: typeof cwd === 'string' ? cwd : '',
          openFile: (path) => void commands.execute('docmanager:open', { path }),
          openTour: () => void commands.execute(CommandIDs.startTour)
        });
        panel = new MainAreaWidget({ content });
        panel.id = NAMESPACE;
        panel.title.label = trans.__('Start here');
        panel.title.icon = startIcon;
        panel.toolbar.hide();
        addPanel(app, labShell, panel);
        await tracker.add(panel);
      }
      app.shell.activateById(panel.id);
      return panel;
    }
  });
  commands.addCommand(CommandIDs.startTour, {
    label: trans.__('Tour of a view'),
    caption: trans.__('Six steps over the scaling explorer; Escape leaves'),
    describedBy: { args: { type: 'object', properties: {} } },
    execute: async () => {
      const { startTour } = await import(/* webpackChunkName: "efficientnet-lab-start" */ '../start/tour');
      const panel = (await commands.execute(CommandIDs.openExplorer)) as MainAreaWidget;
      await panel.revealed;
      // The view has its size in the next frame.
      await new Promise(requestAnimationFrame);
      startTour(panel.content.node, trans);
    }
  });
  void restorer?.restore(tracker, { command: CommandIDs.openStart, name: (panel) => panel.id });
}
