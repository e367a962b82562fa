/** Files dropped on a node go to `take`; the node shows while one hovers over it. */
export function acceptDrops(node: HTMLElement, take: (file: File) => void): void {
  const isOver = (over: boolean): void => {
    node.classList.toggle('jp-mod-dropping', over);
  };
  node.addEventListener('dragover', (event) => {
    if (event.dataTransfer?.types.includes('Files')) {
      event.preventDefault();
      event.stopPropagation();
      isOver(true);
    }
  });
  node.addEventListener('dragleave', () => isOver(false));
  node.addEventListener('drop', (event) => {
    isOver(false);
    const [file] = event.dataTransfer?.files ?? [];
    if (file) {
      event.preventDefault();
      event.stopPropagation();
      take(file);
    }
  });
}
