import type { UnreadableImage } from './dataset';

/** Images named one by one; more are counted only. */
const NAMED = 10;

/** Tells of images that were skipped: each once, however often it comes up again. */
export class UnreadableReport {
  private readonly paths = new Set<string>();

  /** Sentences for those that weren't told before. */
  news(images: readonly UnreadableImage[] = []): string[] {
    const fresh = images.filter(({ path }) => !this.paths.has(path));
    const sentences: string[] = [];
    for (const { path, reason } of fresh) {
      this.paths.add(path);
      if (this.paths.size <= NAMED) {
        sentences.push(`Skipped ${path}: ${reason}.`);
      }
    }
    return sentences;
  }

  /** How many there were; null without any. */
  summary(): string | null {
    const { size } = this.paths;
    if (size === 0) {
      return null;
    }
    return size === 1 ? '1 image could not be decoded.' : `${size} images could not be decoded.`;
  }
}
