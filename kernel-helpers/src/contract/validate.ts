import { gateMatrix, SpecError, validateSpec } from '../analysis';
import { DOCUMENT_VERSION } from '../views/document';
import { requireEvaluation } from '../views/evaluation/result';
import { requireCounts } from '../views/model-comparison/result';
import { requireGallery } from '../views/gallery/result';
import { MOST_GATES } from '../views/gates/state';
import { requireSweep } from '../views/sweep-dashboard/check';
import { named } from '../wording/format';
import type { LabDocument } from './document';
import { excessOf } from './extent';
import { VIEW_SCHEMAS } from './schema';
import { schemaProblem } from './schema-problem';

export type Validation = { ok: true; document: LabDocument } | { ok: false; error: string };

/**
 * Checks a document of any origin against the published schema. The error is one sentence that says what
 * was found and what was expected; nothing is thrown, because a view has to show something either way.
 */
export function validateDocument(value: unknown): Validation {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return {
      ok: false,
      error: `The document is ${value === null ? 'null' : `a ${typeof value}`}, expected an object.`
    };
  }
  const { version, view } = value as { version?: unknown; view?: unknown };
  if (version !== DOCUMENT_VERSION) {
    return {
      ok: false,
      error:
        `The document has version ${JSON.stringify(version)}, this EfficientNet Lab reads version ${DOCUMENT_VERSION}. ` +
        'Update EfficientNet Lab, or run the cell again.'
    };
  }
  if (typeof view !== 'string' || !Object.hasOwn(VIEW_SCHEMAS, view)) {
    const known = Object.keys(VIEW_SCHEMAS).join(', ');
    return {
      ok: false,
      error: `The document asks for the view ${JSON.stringify(view)}, expected one of ${known}.`
    };
  }
  const excess = excessOf(value);
  if (excess !== null) {
    return { ok: false, error: `The document holds ${excess}.` };
  }
  const found = schemaProblem(VIEW_SCHEMAS[view as keyof typeof VIEW_SCHEMAS], value);
  if (found !== null) {
    const { place, got, expected, remedy } = found;
    return problem(place, [`got ${named(got)}, expected ${expected}.`, remedy ?? ''].join(' ').trimEnd());
  }
  const document = value as LabDocument;
  return (
    curveMismatch(document) ??
    specMismatch(document) ??
    gatesMismatch(document) ??
    evaluationMismatch(document) ??
    sweepMismatch(document) ??
    comparisonMismatch(document) ??
    galleryMismatch(document) ?? { ok: true, document }
  );
}

/** A schema can't say that four lists have one length. */
function curveMismatch(document: LabDocument): Validation | null {
  if (document.view !== 'training-monitor') {
    return null;
  }
  const lengths = Object.entries(document.data.curve).map(([name, values]) => `${name} ${values.length}`);
  const same = new Set(Object.values(document.data.curve).map((values) => values.length)).size === 1;
  return same
    ? null
    : problem('#/data/curve', `expected lists of the same length, got ${lengths.join(', ')}.`);
}

/** Nor that a network's channels fit together. */
function specMismatch({ data }: LabDocument): Validation | null {
  if ('spec' in data) {
    return specProblem('#/data/spec', data.spec);
  }
  if ('pins' in data && data.pins) {
    const { pins } = data;
    const problems = pins.map(({ letter, spec }, i) =>
      pins.findIndex((pin) => pin.letter === letter) < i
        ? problem(`#/data/pins/${i}/letter`, `expected each letter once, got ${letter} again.`)
        : specProblem(`#/data/pins/${i}/spec`, spec)
    );
    return problems.find((found) => found !== null) ?? null;
  }
  return null;
}

/** Nor that gates are a matrix, with a name and a magnitude for each of its channels. */
function gatesMismatch(document: LabDocument): Validation | null {
  if (document.view !== 'gates' || document.data.gates === null) {
    return null;
  }
  const { gates, channelNames, activations, projectionNorms } = document.data;
  const channels = gates[0]?.length ?? 0;
  if (gates.length * channels > MOST_GATES) {
    const got = `${gates.length} × ${channels}`;
    return problem('#/data/gates', `at most ${MOST_GATES} gates expected, got ${got}; give fewer inputs.`);
  }
  const others = Object.entries({ channelNames, activations, projectionNorms });
  const wrong = others.find(([, list]) => list !== null && list.length !== channels);
  if (wrong) {
    const [field, list] = wrong;
    return problem(`#/data/${field}`, `one for each of ${channels} channels expected, got ${list?.length}.`);
  }
  return checked('#/data/gates', () => gateMatrix(gates));
}

/** Nor that the cells of a matrix are those of its classes. */
function evaluationMismatch(document: LabDocument): Validation | null {
  return document.view === 'evaluation' ? checked('#/data', () => requireEvaluation(document.data)) : null;
}

/** Nor that columns of candidates have one length, and places are those of candidates. */
function sweepMismatch(document: LabDocument): Validation | null {
  if (document.view !== 'sweep-dashboard') {
    return null;
  }
  const { sweep } = document.data;
  const specs = sweep?.networks?.kind === 'networks' ? sweep.networks.specs : [];
  return (
    checked('#/data', () => requireSweep(document.data)) ??
    specs.map((spec, i) => specProblem(`#/data/sweep/networks/specs/${i}`, spec)).find((found) => found) ??
    null
  );
}

/** Nor that counts of two networks are those of the same images. */
function comparisonMismatch(document: LabDocument): Validation | null {
  if (document.view !== 'model-comparison' || document.data.comparison === null) {
    return null;
  }
  const { comparison } = document.data;
  const { first, second } = comparison;
  return (
    (first.spec && specProblem('#/data/comparison/first/spec', first.spec)) ??
    (second.spec && specProblem('#/data/comparison/second/spec', second.spec)) ??
    checked('#/data/comparison', () => requireCounts(comparison))
  );
}

/** Nor that images have the pixels that they claim. */
function galleryMismatch(document: LabDocument): Validation | null {
  return document.view === 'gallery' ? checked('#/data', () => requireGallery(document.data)) : null;
}

function specProblem(place: string, spec: unknown): Validation | null {
  return checked(place, () => validateSpec(spec));
}

/** What a check of the analysis objects to. */
function checked(place: string, check: () => unknown): Validation | null {
  try {
    check();
    return null;
  } catch (error) {
    if (error instanceof SpecError) {
      return problem(place, error.message);
    }
    throw error;
  }
}

function problem(place: string, what: string): Validation {
  return { ok: false, error: `The document is broken at ${place}: ${what}` };
}
