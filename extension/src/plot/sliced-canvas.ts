import { element } from '../dom/element';

/** A picture that takes longer than a frame. */
export interface SlicedPicture {
  /** Pixels of the screen. */
  width: number;
  height: number;
  slices: number;
  /** @param slice - from 0; each is painted once, in their order */
  paint(context: CanvasRenderingContext2D, slice: number): void;
}

/** A canvas whose pictures are painted slice by slice, one a frame, so that keys and pointer are answered between them. */
export class SlicedCanvas {
  readonly node: HTMLCanvasElement;

  constructor(className: string) {
    this.node = element('canvas', { class: className, 'aria-hidden': 'true' });
  }

  /** Begins at once, where it is seen; what is under way is given up. For what fits no more: another size or theme. */
  replace(picture: SlicedPicture): void {
    this.stop();
    this.begin(picture, this.node);
  }

  /**
   * Takes the place of the last one when it is whole. While one is under way it waits, and only the last that waits is
   * painted: a key that is held down would otherwise never let one end.
   */
  follow(picture: SlicedPicture): void {
    if (this.frame === 0) {
      this.begin(picture, this.hidden);
    } else {
      this.waiting = picture;
    }
  }

  /** Gives up what is under way. */
  stop(): void {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    this.waiting = null;
  }

  private begin(picture: SlicedPicture, canvas: HTMLCanvasElement): void {
    const context = emptied(canvas, picture);
    if (context) {
      this.paint(picture, context, 0);
    }
  }

  private paint(picture: SlicedPicture, context: CanvasRenderingContext2D, slice: number): void {
    this.frame = 0;
    context.save();
    picture.paint(context, slice);
    context.restore();
    if (slice + 1 < picture.slices) {
      this.frame = requestAnimationFrame(() => this.paint(picture, context, slice + 1));
      return;
    }
    if (context.canvas === this.hidden) {
      emptied(this.node, picture)?.drawImage(this.hidden, 0, 0);
    }
    const { waiting } = this;
    if (waiting) {
      this.waiting = null;
      this.frame = requestAnimationFrame(() => this.begin(waiting, this.hidden));
    }
  }

  private readonly hidden = element('canvas', {});
  private frame = 0;
  private waiting: SlicedPicture | null = null;
}

/** Other sizes take a canvas memory anew. */
function emptied(
  canvas: HTMLCanvasElement,
  { width, height }: Pick<SlicedPicture, 'width' | 'height'>
): CanvasRenderingContext2D | null {
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  const context = canvas.getContext('2d');
  context?.clearRect(0, 0, width, height);
  return context;
}
