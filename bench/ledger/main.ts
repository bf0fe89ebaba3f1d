import { parseArgs } from 'node:util';
import { Organisation } from './organisation';
import { printBreakdown, printScenarios, type Scenario } from './report';
import { startStage } from './stage';

/**
 * `npm run bench:ledger`: what an audit costs in write and read units, counted by `ReturnConsumedCapacity`, beside the
 * naive design of one item for each call and user. `--calls 100000` for the size that the targets are about. Ends with
 * status 1 if a target is missed.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { calls: { type: 'string', default: '10000' } } });
  const organisation = new Organisation(Number(values.calls));
  const stage = await startStage(organisation);
  const scenarios: Scenario[] = [];
  const runs = [
    { name: 'first time', share: 1, target: 3.2, goal: 1.3 },
    { name: 'unchanged', share: 0, target: 1.1, goal: 0.15 },
    { name: '1 % changed', share: 0.01 },
    { name: '20 % changed', share: 0.2 },
  ];
  for (const [n, run] of runs.entries()) {
    console.error(`${run.name} ...`);
    const pairs = n === 0 ? organisation.pairs : organisation.change(run.share);
    scenarios.push({ ...run, ...(await stage.audit(`audit-${n}`)), pairs });
  }
  await stage.stop();
  printScenarios(scenarios, organisation);
  for (const scenario of scenarios) printBreakdown(scenario, organisation.callIds.length);
  const isKept = ({ usage, target }: Scenario) =>
    target === undefined || usage.writes / organisation.callIds.length <= target;
  process.exit(scenarios.every(isKept) ? 0 : 1);
}

void main();
