import { EnetError } from '../../analysis/errors';

export type HubErrorKind =
  /** A name, revision, file or token that can't be one. */
  | 'bad-name'
  /** Not a hub, or not its scheme of addresses. */
  | 'not-a-hub'
  /** A configuration that does not say what the weights are. */
  | 'bad-config';

/** Published weights that can't be used: what was got, what was expected, and what to do. */
export class HubError extends EnetError<string> {
  override readonly name = 'HubError';

  constructor(
    readonly kind: HubErrorKind,
    /** Name, address, or field of the configuration. */
    readonly source: string,
    got: string,
    expected: string,
    remedy: string,
    options?: { cause?: unknown }
  ) {
    super({ place: source, got, expected, remedy, cause: options?.cause });
  }
}
