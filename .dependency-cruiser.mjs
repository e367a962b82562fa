/**
 * Which way imports point. Types count like values: a type that two files share belongs to neither.
 *
 * The rooms of the helpers, and which others each may import. A room that is not listed may be imported by none.
 */
const ROOMS = {
  analysis: [],
  wording: ['analysis'],
  chart: ['wording'],
  files: ['analysis'],
  views: ['analysis', 'chart', 'wording'],
  contract: ['analysis', 'views', 'wording'],
  tensorflow: ['analysis', 'files'],
  download: ['analysis', 'files'],
  model: ['analysis', 'files', 'download', 'tensorflow'],
  data: ['analysis', 'files', 'download', 'tensorflow'],
  evaluation: ['analysis', 'views', 'files', 'download', 'tensorflow', 'model', 'data'],
  training: ['analysis', 'views', 'files', 'download', 'tensorflow', 'model', 'data', 'evaluation'],
  search: [
    'analysis',
    'contract',
    'views',
    'wording',
    'files',
    'download',
    'tensorflow',
    'model',
    'data',
    'evaluation',
    'training'
  ],
  device: ['analysis', 'wording', 'files', 'tensorflow', 'model', 'data', 'evaluation', 'training'],
  notebook: [
    'analysis',
    'chart',
    'contract',
    'views',
    'wording',
    'files',
    'download',
    'tensorflow',
    'model',
    'data',
    'evaluation',
    'training',
    'search',
    'device'
  ]
};
// What a notebook gets by groups; nothing but names of other rooms.
ROOMS.api = [...ROOMS.notebook, 'notebook'];

const SRC = 'kernel-helpers/src';
const TESTS = '\\.(test|fixtures)\\.ts$';
const PRODUCT = '^(kernel-helpers|extension)/src/';

const rooms = Object.entries(ROOMS).map(([room, allowed]) => ({
  name: `${room}-imports-${allowed.length === 0 ? 'no-room' : 'lower-rooms'}`,
  comment: `${room} may import ${allowed.join(', ') || 'no other room'}.`,
  severity: 'error',
  from: { path: `^${SRC}/${room}/`, pathNot: TESTS },
  to: { path: `^${SRC}/`, pathNot: `^${SRC}/(${[room, ...allowed].join('|')})/` }
}));

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...rooms,
    {
      name: 'rooms-are-listed',
      comment: 'Say in ROOMS what a new room may import.',
      severity: 'error',
      from: { path: `^${SRC}/[^/]+/`, pathNot: `^${SRC}/(${Object.keys(ROOMS).join('|')})/` },
      to: {}
    },
    {
      name: 'extension-imports-what-runs-in-a-page',
      comment:
        'The page gets arithmetic, documents and charts from the helpers, by the names that the package exports.',
      severity: 'error',
      from: { path: '^extension/' },
      to: {
        path: '^kernel-helpers/',
        pathNot: '^kernel-helpers/lib/((analysis|chart|contract|views|wording)|views/[^/]+)/index\\.'
      }
    },
    {
      name: 'helpers-import-no-extension',
      comment: 'The kernel has no page.',
      severity: 'error',
      from: { path: '^kernel-helpers/' },
      to: { path: '^extension/' }
    },
    {
      name: 'pages-import-no-node',
      comment:
        'analysis, chart, contract, views, wording and the extension run in a page: no files, no processes.',
      severity: 'error',
      from: { path: `^(${SRC}/(analysis|chart|contract|views|wording)|extension/src)/`, pathNot: TESTS },
      to: { dependencyTypes: ['core'] }
    },
    {
      name: 'pages-import-no-tensorflow',
      comment:
        'analysis, chart, contract, views, wording and the extension run in a page: what they compute is arithmetic.',
      severity: 'error',
      from: { path: `^(${SRC}/(analysis|chart|contract|views|wording)|extension/src)/`, pathNot: TESTS },
      to: { path: 'node_modules/@tensorflow/' }
    },
    {
      name: 'product-imports-no-test',
      comment: 'What ships must not need what only tests have.',
      severity: 'error',
      from: { path: PRODUCT, pathNot: TESTS },
      to: { path: [TESTS, '^test/', '^setup/'] }
    },
    {
      name: 'no-circle',
      comment: 'Move what both need, types too, to a file that imports neither.',
      severity: 'error',
      from: {},
      to: { circular: true }
    },
    {
      name: 'no-unresolved',
      comment: 'Nothing lies there.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true }
    }
  ],
  options: {
    doNotFollow: { path: ['node_modules', '^kernel-helpers/lib', '^extension/(lib|efficientnet_lab)'] },
    // Imports what lies beside it once it is a view.
    exclude: { path: '^setup/view-template/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.tests.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types']
    },
    cache: { folder: '.setup/checks/directions', strategy: 'content' }
  }
};
