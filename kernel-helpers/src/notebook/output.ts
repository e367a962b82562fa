import { createRequire } from 'node:module';
import { type CellOutput, kernelBridge, type MimeBundle } from './bridge';
import { withPng } from './png';

type WriteDisplayData = (
  message: { data: MimeBundle; metadata: object; transient: { display_id?: string } },
  update: boolean
) => void;

/**
 * Where the running cell's rich output goes: through our launcher, or through a stock tslab; null outside
 * any kernel. The result stays bound to the cell in which this was called.
 */
export function cellOutput(): CellOutput | null {
  return kernelBridge()?.cellOutput() ?? stockTslabOutput();
}

/** The very module that runs this kernel: another copy of tslab would have no connection. */
function stockTslabOutput(): CellOutput | null {
  for (const [file, module] of Object.entries(createRequire(__filename).cache)) {
    if (!/[\\/]tslab[\\/]dist[\\/]jupyter\.js$/.test(file)) {
      continue;
    }
    const write = (module?.exports as { lastWriteDisplayData?: WriteDisplayData | null })
      .lastWriteDisplayData;
    if (write) {
      return {
        display: (data, { displayId, update = false, metadata = {} } = {}) =>
          write({ data, metadata, transient: { display_id: displayId } }, update)
      };
    }
  }
  return null;
}

/** Sends a bundle, its picture in pixels too, as output of the running cell; outside a kernel its plain text is printed. */
export function display(bundle: MimeBundle): void {
  const output = cellOutput();
  if (output) {
    const { data, metadata } = withPng(bundle);
    output.display(data, { metadata });
  } else {
    console.log(bundle['text/plain']);
  }
}
