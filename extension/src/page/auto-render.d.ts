/** The package has types for its main module alone. */
declare module 'katex/contrib/auto-render' {
  export default function renderMathInElement(
    node: HTMLElement,
    options: {
      delimiters: readonly { left: string; right: string; display: boolean }[];
      throwOnError: boolean;
    }
  ): void;
}
