import { Copy } from './copy';
import { type Mutation, mutations } from './mutations';
import { type Outcome, runTests } from './run-tests';

/** Longest that one file of tests may take, milliseconds. */
const patience = 180_000;

/**
 * Checks the gates: takes one safeguard after another out of a copy of the sources and runs the test that guards it.
 * Each must fail there, and pass without the mutation. `npm run test:mutations`, or `-- TEXT` for those named so.
 */
async function main(text = ''): Promise<void> {
  const copy = new Copy();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      copy.remove();
      process.exit(1);
    });
  }
  try {
    const chosen = mutations.filter(({ name }) => name.includes(text));
    const tests = [...new Set(chosen.map(({ test }) => test))];
    const before = await runTests(copy.folder, tests, patience * tests.length);
    let noticed = 0;
    for (const mutation of chosen) {
      const { red, by } = await tryOut(copy, mutation, before.get(mutation.test));
      if (red) noticed += 1;
      const found = red ? 'red' : 'NOT NOTICED';
      process.stdout.write(`${found.padEnd(12)} ${mutation.name.padEnd(52)} ${by}\n`);
    }
    process.stdout.write(`${noticed} of ${chosen.length} mutations turn the build red\n`);
    process.exitCode = noticed === chosen.length ? 0 : 1;
  } finally {
    copy.remove();
  }
}

/** Only a test that passes without the mutation and fails with it counts: one that does not start says nothing. */
async function tryOut(copy: Copy, { file, from, to, test }: Mutation, before?: Outcome) {
  if (before?.ended !== 'passed') return { red: false, by: `${test} fails without it` };
  const undo = copy.mutate(file, from, to);
  if (!undo) return { red: false, by: `${file} does not hold ${from}` };
  const after = (await runTests(copy.folder, [test], patience)).get(test);
  undo();
  if (after?.ended === 'failed') return { red: true, by: after.by };
  return { red: false, by: `${test}: ${after?.ended}` };
}

main(process.argv[2]).catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
