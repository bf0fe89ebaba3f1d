/** Loads a bundle and tells which of Node's own modules it asks for as it does: the same on every Node. */
const Module = require('node:module');

const asked = new Set();
const load = Module._load;
Module._load = (name, ...rest) => {
  if (Module.isBuiltin(name)) asked.add(name.replace(/^node:/, ''));
  return load(name, ...rest);
};
require(process.env.BENCH_BUNDLE);
process.stdout.write(JSON.stringify([...asked].sort()), () => process.exit(0));
