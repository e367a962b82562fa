/** A picture as a PNG, and its size on paper, pixels. */
export interface Pixels {
  /** A data URL, at twice the size. */
  url: string;
  width: number;
  height: number;
}

const SCALE = 2;

/**
 * Draws SVG of a fixed size.
 * @throws Error when the browser can't read it
 */
export async function rasterized(svg: string): Promise<Pixels> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const { width, height } = image;
  const canvas = document.createElement('canvas');
  canvas.width = SCALE * width;
  canvas.height = SCALE * height;
  const context = canvas.getContext('2d');
  if (context === null) {
    throw new Error('The browser provided no canvas for the picture. Download the SVG instead.');
  }
  context.scale(SCALE, SCALE);
  context.drawImage(image, 0, 0);
  return { url: canvas.toDataURL('image/png'), width, height };
}
