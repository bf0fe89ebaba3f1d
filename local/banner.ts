import { region } from './identities';
import type { StageOptions } from './options';
import { rateOf } from './schedules';
import type { LocalStage } from './stage';

/** Says what runs where, when it serves, and what to try. */
export function banner(stage: LocalStage, options: StageOptions): string[] {
  return [...whatRuns(stage, options), '', `Ready: ${stage.url}`, '', ...commands(stage)];
}

function whatRuns(stage: LocalStage, options: StageOptions): string[] {
  const { model, gong, keys } = stage;
  const runtimes = [...new Set(model.functions.map(({ runtime }) => runtime))].join(', ');
  const kept = options.data === undefined ? 'in memory' : `kept in ${options.data}`;
  const unfired = model.schedules.filter(({ expression }) => rateOf(expression) === undefined);
  return [
    `The stack ${stage.stackName}, as synthesised, on this machine only:`,
    `  functions        ${model.functions.length}, on Node ${process.version} (AWS runs them on ${runtimes})`,
    `  DynamoDB         ${stage.dynamodbUrl} (${options.dynamodbEndpoint ? 'given' : `dynalite, ${kept}`})`,
    `  SQS              ${stage.sqsUrl} (fauxqs, in memory)`,
    `  Secrets Manager  ${stage.awsUrl} (${options.data === undefined ? 'in memory' : kept})`,
    `  EventBridge      ${stage.awsUrl} (the last events: ${stage.eventsUrl})`,
    `  S3, Lambda       ${stage.awsUrl} (in memory; lists of calls: ${bucketNames(stage)})`,
    `  Gong             ${gong.url}${gong.kind === 'stand-in' ? ' (a stand-in, not Gong)' : ''}`,
    keys
      ? `  HTTP API         signed by SigV4 (${region}, execute-api) with ${keys.accessKeyId}:${keys.secretAccessKey}`
      : '  HTTP API         open: no signature needed, reachable from this machine only',
    ...unfired.map(
      ({ name }) => `  ${name} has no rate: POST ${stage.url}/_local/schedules/${name}/fire`,
    ),
  ];
}

const bucketNames = ({ model }: LocalStage) =>
  model.buckets.map(({ name }) => name).join(', ') || 'no bucket';

const sampleIds = ['7782342274025937895', '1092837465018273645'];

function commands({ url, keys }: LocalStage): string[] {
  const curl = keys
    ? `curl -s --aws-sigv4 aws:amz:${region}:execute-api --user ${keys.accessKeyId}:${keys.secretAccessKey}`
    : 'curl -s';
  const json = "-H 'Content-Type: application/json' -d";
  const auditId = `node -p 'JSON.parse(fs.readFileSync(0)).auditId'`;
  return [
    `Open ${url}/ to see it work, and ${url}/docs for the API.`,
    'Try: who was given access to two calls, now; an audit of them; how it went.',
    `  ${curl} ${url}/v2/calls/users-access ${json} '${JSON.stringify({ filter: { callIds: sampleIds } })}'`,
    `  AUDIT=$(${curl} ${url}/audits ${json} '${JSON.stringify({ callIds: sampleIds })}' | ${auditId})`,
    `  ${curl} ${url}/audits/$AUDIT`,
  ];
}
