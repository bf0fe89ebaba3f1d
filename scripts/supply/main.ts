import { advisories } from './advisories';
import { contents } from './agreed';
import { licences } from './licences';
import { billOfMaterials } from './sbom';
import { signatures } from './signatures';

/**
 * Looks at everything that comes from others: known vulnerabilities, signatures, licences, a bill of materials, and what
 * the functions' bundles are made of, against what was agreed in `agreed.json`. `-- --update` agrees to what is there.
 */
function main(): void {
  const all = [
    advisories(),
    signatures(),
    licences(),
    billOfMaterials(),
    contents(process.argv.includes('--update')),
  ];
  const problems = all.flatMap((each) => each.problems);
  const lines = [...all.flatMap((each) => each.lines), ...problems.map((each) => `WRONG ${each}`)];
  process.stdout.write(`${lines.join('\n')}\n`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}

main();
