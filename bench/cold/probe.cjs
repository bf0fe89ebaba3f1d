/**
 * Loads a bundle as Lambda's runtime does, tells how long that took and how many of Node's modules it brought, and
 * hands the function an event. Started afresh for every measurement.
 */
const { writeSync } = require('node:fs');

const { BENCH_BUNDLE: file, BENCH_EVENT: event } = process.env;
const ofNode = () =>
  process.moduleLoadList.filter((name) => name.startsWith('NativeModule')).length;

async function main() {
  const before = ofNode();
  const started = performance.now();
  const { handler } = file.endsWith('.mjs') ? await import(file) : require(file);
  const importMs = performance.now() - started;
  writeSync(1, `${JSON.stringify({ importMs, nodeModules: ofNode() - before })}\n`);
  await handler(JSON.parse(event), {
    awsRequestId: '5e0b9f0c-7d55-4f0e-9a51-3f6d5a1c2f10',
    functionName: 'bench',
    getRemainingTimeInMillis: () => 25_000,
  });
}

main().catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});
