#!/usr/bin/env node
// The command line is TypeScript and runs from a checkout without a build step: bundling it takes under a tenth of a
// second, and parts that a command does not need are not run.
const { buildSync } = require('esbuild');
const Module = require('node:module');
const { join } = require('node:path');

const folder = join(__dirname, '..', 'cli');

function load() {
  const { outputFiles } = buildSync({
    entryPoints: [join(folder, 'main.ts')],
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    write: false,
    logLevel: 'error',
  });
  const bundle = new Module(join(folder, 'main.js'));
  bundle.filename = bundle.id;
  bundle.paths = Module._nodeModulePaths(folder);
  bundle._compile(outputFiles[0].text, bundle.id);
  return bundle.exports.main;
}

// A reader that has seen enough, as `head`, closes the pipe.
process.stdout.on('error', (error) => process.exit(error.code === 'EPIPE' ? 0 : 5));

load()(process.argv.slice(2), process.env).then((code) => {
  process.exitCode = code;
});
