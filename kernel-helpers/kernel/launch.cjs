'use strict';
/**
 * Starts tslab as a Jupyter kernel, mended without changing its files: no message is lost, comms work, an
 * interrupt reaches asynchronous work, errors are real errors, and output stays with the cell that made it.
 * Usage: node launch.cjs CONNECTION_FILE
 */
const { spawnSync } = require('node:child_process');
const { existsSync } = require('node:fs');
const { createRequire } = require('node:module');
const path = require('node:path');

/** Ends the process with one sentence for the log of the Jupyter server. */
function fail(message) {
  process.stderr.write(`EfficientNet Lab kernel: ${message}\n`);
  process.exit(1);
}

/** Lets a kernel of Python answer each cell with the sentence; without that Python, the log alone has it. */
function excuse(message, configPath) {
  const python = process.env.EFFICIENTNET_LAB_PYTHON;
  const args = ['-m', 'efficientnet_lab.excuse', message, configPath];
  const { status } = python ? spawnSync(python, args, { stdio: 'inherit' }) : { status: null };
  return status === 0 ? process.exit(0) : fail(message);
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
  throw new Error(
    `tslab is found neither above ${process.cwd()} nor above ${__dirname}. Run "npm run setup" in a clone, or install the wheel anew.`
  );
}

function main() {
  const configPath = process.argv[2];
  if (!configPath || !existsSync(configPath)) {
    fail(
      `got the connection file ${configPath ?? '(none)'}, expected a file that exists. Jupyter passes it.`
    );
  }
  try {
    start(configPath);
  } catch (error) {
    excuse(String(error?.message ?? error).split('\n')[0], configPath);
  }
}

function start(configPath) {
  // Here, so that one that is missing is told as all else is.
  const { traceCells } = module.require('./cells.cjs');
  const { mendServer } = module.require('./server.cjs');
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
