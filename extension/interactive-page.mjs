/**
 * Packs what an interactive page needs, views, plotly.js and KaTeX, into one script and one style sheet:
 * efficientnet_lab/interactive/page.{js,css}. To be run after the extension is compiled.
 */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WPPlugin } from '@jupyter/builder/lib/webpack-plugins.js';
import { rspack } from '@rspack/core';

const here = dirname(fileURLToPath(import.meta.url));
const lib = join(here, 'lib');
const output = join(here, 'efficientnet_lab', 'interactive');
const jupyterlab = join(lib, 'page', 'jupyterlab.js');
/** What views start as workers; a page has them in one script. */
const WORKERS = [
  'records/records.worker',
  'views/gates/gates.worker',
  'views/normalization-noise/simulation.worker'
];
const packedWorker = join(lib, 'page', 'packed', 'worker.js');

/** @type {Record<string, string | false>} */
const alias = {
  '@jupyterlab/apputils$': jupyterlab,
  '@jupyterlab/notebook$': jupyterlab,
  // What asks the server for translations.
  '@jupyterlab/services$': false,
  // Of maps, which no view draws.
  'maplibre-gl/dist/maplibre-gl.css': false,
  '@jupyterlab/translation$': jupyterlab,
  '@jupyterlab/ui-components$': jupyterlab
};

/** @satisfies {import('@rspack/core').Configuration} */
const common = {
  context: here,
  mode: 'production',
  devtool: false,
  target: ['web', 'es2022'],
  performance: false,
  resolve: { alias },
  module: { rules: [{ test: /\.m?js$/, resolve: { fullySpecified: false } }] },
  // Names the packages in third-party-licenses.json, as the extension's builder does for its own.
  plugins: [
    new WPPlugin.JSONLicenseWebpackPlugin({
      excludedPackageTest: (name) => name.startsWith('@efficientnet-lab/')
    })
  ],
  // A page from disk can fetch no further files.
  output: { asyncChunks: false },
  optimization: { moduleIds: 'named', splitChunks: false }
};

await pack({
  ...common,
  entry: { worker: join(lib, 'page', 'worker.js') },
  target: ['webworker', 'es2022'],
  output: { ...common.output, path: dirname(packedWorker), filename: '[name].js' }
});
await pack({
  ...common,
  entry: { page: join(lib, 'page', 'index.js') },
  output: { ...common.output, path: output, filename: '[name].js', cssFilename: '[name].css' },
  resolve: {
    alias: {
      ...alias,
      ...Object.fromEntries(WORKERS.map((worker) => [join(lib, `${worker}.js`), packedWorker]))
    }
  },
  module: {
    // Workers start from addresses that hold their code.
    parser: { javascript: { worker: false } },
    rules: [
      ...common.module.rules,
      { test: /\.css$/, type: 'css' },
      { test: /\.svg$/, issuer: /\.js$/, type: 'asset/source' },
      { test: /\.woff2$/, type: 'asset/inline' },
      // Of the formats that KaTeX offers, every browser that can show the page reads the one above.
      { test: /\.(woff|ttf)$/, type: 'asset/inline', generator: { dataUrl: () => 'data:,' } },
      {
        include: packedWorker,
        type: 'asset/inline',
        // Not base64, which the page's own compression could not shorten.
        generator: {
          dataUrl: (/** @type {Buffer} */ source) =>
            `data:text/javascript,${encodeURIComponent(String(source))}`
        }
      }
    ]
  }
});

/** @param {import('@rspack/core').Configuration} configuration */
async function pack(configuration) {
  const stats = await new Promise((resolve, reject) => {
    rspack(configuration, (error, done) => (error ? reject(error) : resolve(done)));
  });
  console.log(stats.toString({ preset: 'errors-only', colors: false }));
  if (stats.hasErrors()) {
    process.exit(1);
  }
}
