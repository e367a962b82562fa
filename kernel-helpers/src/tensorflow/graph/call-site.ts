import { dirname } from 'node:path';

/** Folder of all native code; frames within it are not the caller's. */
const NATIVE = dirname(__dirname);
/** Folder of the whole package: where code of the user's own is on the stack too, it calls this one. */
const PACKAGE_CODE = dirname(NATIVE);

/**
 * Where in the caller's code something happens, for an error: `by Tensor.dataSync at model.ts:12:3`, with the
 * function of TensorFlow.js that was called.
 */
export function callSite(): string {
  const frames = framesOf(longStack());
  const first = [PACKAGE_CODE, NATIVE]
    .map((own) => frames.findIndex(({ place }) => !isLibrary(place, own)))
    .find((index) => index >= 0);
  if (first === undefined) {
    return 'in a library';
  }
  const { place } = frames[first];
  const called = calledName(
    frames.slice(0, first).filter(({ place: inside }) => inside.includes('@tensorflow'))
  );
  return `${called === undefined ? '' : `by ${called} `}at ${place}`;
}

/** What the caller called of TensorFlow.js: the outermost of its frames that says more than the engine's own. */
function calledName(frames: ReadonlyArray<{ name: string }>): string | undefined {
  const names = frames.map(({ name }) => name).filter((name) => !/^(Engine\.|$)|anonymous/.test(name));
  // Operations are registered as `Object.gather__op`, from the function `gather_`.
  return names
    .at(-1)
    ?.replace(/ \[as \w+\]$/, '')
    .replace(/^(?:Object\.)?(\w+?)(?:__op|_)?$/, 'tf.$1');
}

/** TensorFlow.js alone may put more frames between than the ten that V8 keeps by default. */
function longStack(): string {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 200;
  try {
    return new Error().stack ?? '';
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

function framesOf(stack: string): Array<{ name: string; place: string }> {
  return stack
    .split('\n')
    .slice(1)
    .map((line) => {
      const match = /^\s*at (?:(.*?) \()?([^()]*?)\)?$/.exec(line);
      return { name: match?.[1] ?? '', place: match?.[2] ?? '' };
    });
}

function isLibrary(place: string, own: string): boolean {
  return (
    (place.includes(own) && !place.includes('.test.')) ||
    place.includes('/node_modules/') ||
    place.startsWith('node:') ||
    place === '<anonymous>' ||
    place === ''
  );
}
