import { element } from './element';

/** Offers text as a file. */
export function downloadText(name: string, text: string, type: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  downloadUrl(name, url);
  // The browser has taken the bytes once the click is handled.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** Offers a data or blob URL as a file. */
export function downloadUrl(name: string, url: string): void {
  element('a', { href: url, download: name }).click();
}
