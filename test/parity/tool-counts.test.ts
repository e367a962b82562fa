import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  type ArchitectureSpec,
  compoundScale,
  reconcile,
  summarize,
  TOOL_FIGURES,
  type ToolCount,
  variant
} from '../../kernel-helpers/src/analysis';

const PYTHON = join(__dirname, '..', '..', '.setup', 'bench-venv', 'bin', 'python');

/** What the tools said of one build. */
interface Counts {
  fvcore: Record<string, number>;
  squeezeExcite: number;
  pytorch: number;
  aten: number;
  /** torchvision's own G. */
  metadata?: number;
}

/** A network that a library builds, and the same network of ours. */
interface Build {
  library: 'timm' | 'torchvision';
  /** As the library has it. */
  name?: string;
  spec: ArchitectureSpec;
  /** What makes the library's differ from its default. */
  options?: Record<string, unknown>;
}

type Changes = Parameters<typeof variant>[1];

const timm = (name: string, of: string, resolution: number, changes: Changes = {}): Build => ({
  library: 'timm',
  name,
  spec: variant(of, { padding: name.startsWith('tf_') ? 'same' : 'symmetric', ...changes, resolution }),
  options: optionsOf(changes)
});
const torchvision = (name: string, of: string, resolution: number, changes: Changes = {}): Build => ({
  library: 'torchvision',
  name,
  spec: variant(of, { padding: 'symmetric', ...changes, resolution }),
  options: optionsOf(changes)
});
/** torchvision's class with our table of blocks. */
const fromBlocks = (spec: ArchitectureSpec): Build => ({
  library: 'torchvision',
  spec,
  options: { stages: spec.stages, head: spec.head.filters, classes: spec.classes }
});

function optionsOf({ classes, inputChannels, normalization }: NonNullable<Changes>): Record<string, unknown> {
  return {
    ...(classes === undefined ? {} : { classes }),
    ...(inputChannels === undefined ? {} : { channels: inputChannels }),
    ...(normalization === 'group' ? { group: true } : {})
  };
}

const GROUPED: Changes = { normalization: 'group', classes: 10, inputChannels: 1 };
const BETWEEN = compoundScale({ phi: 0.5, resolution: 96 });

const BUILDS: readonly Build[] = [
  timm('efficientnet_b0', 'b0', 224),
  timm('tf_efficientnet_b0', 'b0', 224),
  torchvision('efficientnet_b0', 'b0', 224),
  timm('efficientnet_b0', 'b0', 97, GROUPED),
  timm('tf_efficientnet_b0', 'b0', 97, GROUPED),
  torchvision('efficientnet_b0', 'b0', 97, GROUPED),
  timm('efficientnet_b1', 'b1', 75),
  timm('tf_efficientnet_b1', 'b1', 64),
  torchvision('efficientnet_b1', 'b1', 75),
  timm('tf_efficientnet_b2', 'b2', 131),
  torchvision('efficientnet_b2', 'b2', 64),
  timm('efficientnet_b3', 'b3', 65),
  timm('tf_efficientnet_b3', 'b3', 96),
  torchvision('efficientnet_b3', 'b3', 96),
  timm('efficientnet_lite0', 'lite0', 128),
  timm('tf_efficientnet_lite0', 'lite0', 93),
  timm('tf_efficientnet_lite3', 'lite3', 64),
  timm('tf_efficientnetv2_b0', 'v2-b0', 96),
  timm('tf_efficientnetv2_b3', 'v2-b3', 75),
  timm('efficientnetv2_s', 'v2-s', 96),
  timm('tf_efficientnetv2_s', 'v2-s', 65),
  torchvision('efficientnet_v2_s', 'v2-s', 96),
  fromBlocks(variant('v2-b0', { padding: 'symmetric', resolution: 96, classes: 7 })),
  fromBlocks(BETWEEN),
  {
    library: 'timm',
    name: 'tf_efficientnet_b0',
    spec: BETWEEN,
    options: { width: BETWEEN.widthCoefficient, depth: BETWEEN.depthCoefficient }
  }
];

const title = ({ library, name, spec, options }: Build): string =>
  `${library}’s ${name ?? 'class'} as ${spec.name} at ${spec.resolution} px, ${Object.keys(options ?? {}).join(', ')}`;

let said: Counts[];
beforeAll(() => {
  const input = BUILDS.map(({ library, name, spec: { resolution }, options }) => ({
    library,
    name,
    resolution,
    ...options
  }));
  const { status, stdout, stderr } = spawnSync(PYTHON, [join(__dirname, 'tool_counts.py')], {
    input: JSON.stringify(input),
    encoding: 'utf8'
  });
  expect(status, stderr).toBe(0);
  said = JSON.parse(stdout) as Counts[];
});

/** What stands in a row for one operator of fvcore. */
function underOperator({ terms }: ToolCount, operator: string): number {
  const own = terms.filter((term) => term.included && term.operator === operator);
  return own.reduce((sum, { value }) => sum + value, 0);
}

describe.each(BUILDS.map((build, i) => [title(build), build, i] as const))('%s', (_, build, i) => {
  const { library, spec } = build;
  const counts = reconcile(summarize(spec));
  const row = (id: ToolCount['id']): ToolCount => {
    const found = counts.find((count) => count.id === id);
    if (found === undefined) {
      throw new Error(`no row ${id}`);
    }
    return found;
  };
  const onBuild = library === 'timm' ? 'fvcore-timm' : 'fvcore-torchvision';

  it('fvcore counts what its rows say, operator by operator', () => {
    const { conv, linear, batch_norm: batch = 0, group_norm: group = 0, ...rest } = said[i].fvcore;
    const { adaptive_avg_pool2d: pool, ...others } = rest;
    expect(others).toEqual({});
    const operators = ['conv', 'linear', 'norm', 'adaptive_avg_pool2d'];
    const count = row(onBuild);
    expect(operators.map((name) => underOperator(count, name))).toEqual([conv, linear, batch + group, pool]);
    expect(row('fvcore-multiplications').terms).toEqual(
      expect.arrayContaining([expect.objectContaining({ id: 'classifier', value: linear })])
    );
  });

  it('every total is what the tool gives', () => {
    const { fvcore, pytorch, aten, squeezeExcite } = said[i];
    const all = Object.values(fvcore).reduce((sum, value) => sum + value, 0);
    const products = fvcore.conv + fvcore.linear;
    const hooks =
      library === 'torchvision'
        ? 'ptflops-pytorch-torchvision'
        : spec.padding === 'same'
          ? 'ptflops-pytorch-same'
          : 'ptflops-pytorch';
    const expected: Partial<Record<ToolCount['id'], number>> = {
      'this-report': products,
      'without-squeeze-excite': products - squeezeExcite,
      'fvcore-multiplications': products,
      [onBuild]: all,
      'ptflops-aten': aten,
      [hooks]: pytorch
    };
    const ruled = Object.keys(expected).map((id) => {
      const { terms } = row(id as ToolCount['id']);
      const own = terms.filter((term) => term.included && !['imageSize', 'unexplained'].includes(term.id));
      return [id, own.reduce((sum, { value }) => sum + value, 0)];
    });
    expect(Object.fromEntries(ruled)).toEqual(expected);
  });

  it('what timm and torchvision publish is those totals, rounded', () => {
    const table = counts.find(
      ({ id, figure }) => id === 'timm-table' && figure?.resolution === spec.resolution
    );
    const { fvcore, metadata } = said[i];
    if (library === 'timm' && table?.figure) {
      const all = Object.values(fvcore).reduce((sum, value) => sum + value, 0);
      expect(table.figure.printed).toBe(`${(all / 1e9).toFixed(2)} G`);
    }
    const own = counts.find(({ id }) => id === 'torchvision-metadata')?.figure;
    if (metadata !== undefined && own) {
      expect(own.printed).toBe(`${metadata} G`);
    }
  });
});

it('figures that were run are of the build that they name', () => {
  const runs = TOOL_FIGURES.filter(({ kind }) => kind === 'measured');
  BUILDS.forEach(({ library, name, spec }, i) => {
    const own = runs.filter(
      ({ build, resolution, normalization }) =>
        build === `${library}’s ${name}` &&
        resolution === spec.resolution &&
        normalization === spec.normalization
    );
    for (const { tool, value } of own) {
      const { conv, linear, ...rest } = said[i].fvcore;
      const all = Object.values(rest).reduce((sum, count) => sum + count, conv + linear);
      const counted =
        tool === 'fvcore-multiplications'
          ? conv + linear
          : tool.startsWith('fvcore')
            ? all
            : tool === 'ptflops-aten'
              ? said[i].aten
              : said[i].pytorch;
      expect(value, `${tool} on ${name}`).toBe(counted);
    }
  });
});
