'use strict';
/**
 * Starts tslab as a Jupyter kernel, mended without changing its files: no message is lost, comms work, an
 * interrupt reaches asynchronous work, errors are real errors, and output stays with the cell that made it.
 * Usage: node launch.cjs CONNECTION_FILE
 */
const { existsSync } = require('node:fs');
const { createRequire } = require('node:module');
const path = require('node:path');
const { traceCells } = require('./cells.cjs');
const { mendServer } = require('./server.cjs');

/** Ends the process with one sentence for the log of the Jupyter server. */
function fail(message) {
  process.stderr.write(`EfficientNet Lab kernel: ${message}\n`);
  process.exit(1);
}

/** `require` of the folder that has tslab: the notebook's first, so that it sees the notebook's packages. */
function tslabRequire() {
  for (const folder of [process.cwd(), __dirname]) {
    const require = createRequire(path.join(folder, 'cell.js'));
    try {
      require.resolve('tslab/dist/main.js');
      return require;
    } catch {
      // Not above this folder; the next one may have it.
    }
  }
  return fail(`tslab is found neither above ${process.cwd()} nor above ${__dirname}. Run "npm run setup".`);
}

function main() {
  const configPath = process.argv[2];
  if (!configPath || !existsSync(configPath)) {
    fail(
      `got the connection file ${configPath ?? '(none)'}, expected a file that exists. Jupyter passes it.`
    );
  }
  const require = tslabRequire();
  // The compiler that tslab itself uses, whichever copy that is; cells.cjs must come before tslab loads it.
  const compiler = createRequire(require.resolve('tslab/dist/converter.js')).resolve(
    '@tslab/typescript-for-tslab'
  );
  const { version } = require(compiler);
  const cells = traceCells(require.cache[compiler]);
  cells.attach(require('tslab/dist/executor.js'));
  mendServer(require('tslab/dist/jupyter.js'), cells, {
    zeromq: createRequire(require.resolve('tslab/dist/jupyter.js')).resolve('zeromq'),
    typescriptVersion: version
  });
  require('tslab/dist/main.js').startKernel({
    configPath,
    enableFindLocal: false,
    jsKernel: false,
    globalVersion: ''
  });
}

main();
