import { type MessagePort, workerData } from 'node:worker_threads';
import sharp from 'sharp';
import type { Pixels } from '../analysis';
import type { Raster, RasterRequest } from './png';

/** A quarter sharper than the 72 pixels an inch of the SVG: letters read well, and a notebook stays below its double. */
const DENSITY = 90;
const SCALE = DENSITY / 72;
/** Lines and letters need few colours, and 16 make half the file; photographs and maps of values need more. */
const FEW_COLOURS = 16;
const MANY_COLOURS = 64;

const { port, signal } = workerData as { port: MessagePort; signal: Int32Array };
// Only SVG of our own comes here, and it is small: a cache would keep what is never asked for again.
sharp.cache(false);
sharp.concurrency(1);

port.on('message', ({ id, ...request }: RasterRequest) => {
  void ('svg' in request ? raster(request.svg) : photograph(request.image, request.side))
    .catch(() => null)
    .then((result) => {
      port.postMessage({ id, result });
      Atomics.store(signal, 0, id);
      Atomics.notify(signal, 0);
    });
});

async function raster(svg: string): Promise<Raster | null> {
  if (!(await hasFonts())) {
    return null;
  }
  const { data, info } = await sharp(Buffer.from(svg), { density: DENSITY })
    .png({ palette: true, colours: coloursOf(svg), dither: 0, effort: 2, compressionLevel: 9 })
    .toBuffer({ resolveWithObject: true });
  return {
    base64: data.toString('base64'),
    width: Math.round(info.width / SCALE),
    height: Math.round(info.height / SCALE)
  };
}

/** Good enough for a look; with colours as sharp as the rest, which small images need. */
const QUALITY = 82;

async function photograph({ pixels, width, height, channels }: Pixels, side: number): Promise<Raster> {
  const raw = { width, height, channels: channels === 3 ? 3 : 1 } as const;
  const { data, info } = await sharp(pixels, { raw })
    .resize(side, side, { fit: 'inside', withoutEnlargement: true })
    .jpeg({ quality: QUALITY, chromaSubsampling: '4:4:4' })
    .toBuffer({ resolveWithObject: true });
  return { base64: data.toString('base64'), width: info.width, height: info.height };
}

function coloursOf(svg: string): number {
  // Each takes some shades at its edges; with too few, hues that mean something run into one another.
  const colours = new Set(svg.match(/(?:fill|stroke)="(?:#|rgb)[^"]{3,40}"/g));
  return svg.includes('<image') || colours.size > FEW_COLOURS / 2 ? MANY_COLOURS : FEW_COLOURS;
}

let fonts: Promise<boolean> | null = null;

/** Without any font a picture would have no words, which is worse than none. */
function hasFonts(): Promise<boolean> {
  const text = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><text y="30">MM</text></svg>';
  fonts ??= sharp(Buffer.from(text))
    .stats()
    .then(({ channels }) => channels.some(({ min, max }) => min !== max));
  return fonts;
}
