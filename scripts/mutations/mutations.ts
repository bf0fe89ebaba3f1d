/** One thing taken out of the sources, and the test that must notice. */
export interface Mutation {
  readonly name: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** Path of the test's file. */
  readonly test: string;
}

const lib = 'lib/constructs';
const dynamodb = 'lambdas/adapters/dynamodb';

export const mutations: readonly Mutation[] = [
  {
    name: 'the partial-batch flag is off',
    file: `${lib}/fed-queue.ts`,
    from: 'reportBatchItemFailures: true',
    to: 'reportBatchItemFailures: false',
    test: 'test/lib/constructs/chunk-queue.test.ts',
  },
  {
    name: 'no point-in-time recovery',
    file: `${lib}/audit-table.ts`,
    from: 'pointInTimeRecoveryEnabled: true',
    to: 'pointInTimeRecoveryEnabled: false',
    test: 'test/lib/constructs/audit-table.test.ts',
  },
  {
    name: 'no point-in-time recovery, for the security checks',
    file: `${lib}/audit-table.ts`,
    from: 'pointInTimeRecoveryEnabled: true',
    to: 'pointInTimeRecoveryEnabled: false',
    test: 'test/lib/security-checks.test.ts',
  },
  {
    name: 'one route without authorization',
    file: `${lib}/http-api.ts`,
    from: 'addMethod(method, integrations[answeredBy]);',
    to: "addMethod(method, integrations[answeredBy], path === '/quota' ? { authorizationType: AuthorizationType.NONE } : {});",
    test: 'test/lib/constructs/http-api.test.ts',
  },
  {
    name: 'a state is replaced without looking at its version',
    file: `${dynamodb}/call-store.ts`,
    from: "'#version = :before AND #observedAt < :now AND NOT #floor >= :now'",
    to: "'(#version = :before OR attribute_exists(#version)) AND #observedAt < :now AND NOT #floor >= :now'",
    test: 'test/adapters/dynamodb/call-store.test.ts',
  },
  {
    name: 'a chunk may be counted twice',
    file: `${dynamodb}/audit-progress.ts`,
    from: '`NOT contains(#',
    to: '`attribute_exists(pk) OR NOT contains(#',
    test: 'test/adapters/dynamodb/audit-store.test.ts',
  },
  {
    name: 'later evidence replaces the first',
    file: `${dynamodb}/table.ts`,
    from: "ConditionExpression: 'attribute_not_exists(pk)'",
    to: "ConditionExpression: 'attribute_not_exists(pk) OR attribute_exists(pk)'",
    test: 'test/adapters/dynamodb/evidence-store.test.ts',
  },
  {
    name: 'messages of strange errors are logged',
    file: 'lambdas/runtime/logger.ts',
    from: 'return { errorName: error.name,',
    to: 'return { reason: error.message, errorName: error.name,',
    test: 'test/runtime/logger.test.ts',
  },
  {
    name: 'credentials can be seen in JSON',
    file: 'lambdas/adapters/gong/credentials.ts',
    from: 'toJSON(): string {\n    return',
    to: 'toJSON(): string {\n    return this.#authorization +',
    test: 'test/adapters/gong/client.test.ts',
  },
  {
    name: 'events that the bus refused are forgotten',
    file: 'lambdas/adapters/eventbridge/event-bus.ts',
    from: 'results[n]?.EventId === undefined',
    to: 'results[n] === undefined',
    test: 'test/adapters/eventbridge/event-bus.test.ts',
  },
  {
    name: 'messages that the queue refused are forgotten',
    file: 'lambdas/adapters/sqs/chunk-queue.ts',
    from: '!taken.has(entry.Id)',
    to: 'false && !taken.has(entry.Id)',
    test: 'test/adapters/sqs/chunk-queue.test.ts',
  },
  {
    name: 'unprocessed items are forgotten',
    file: `${dynamodb}/table.ts`,
    from: 'left = UnprocessedItems?.[this.tableName] ?? [];',
    to: 'left = UnprocessedItems ? [] : [];',
    test: 'test/adapters/dynamodb/table.test.ts',
  },
  {
    name: 'the table can be deleted',
    file: `${lib}/audit-table.ts`,
    from: "deletionProtection: keeping === 'keep'",
    to: 'deletionProtection: false',
    test: 'test/lib/constructs/audit-table.test.ts',
  },
  {
    name: 'queues take requests without TLS',
    file: `${lib}/fed-queue.ts`,
    from: 'enforceSSL: true',
    to: 'enforceSSL: false',
    test: 'test/lib/constructs/chunk-queue.test.ts',
  },
  {
    name: 'a message is hidden for less than six timeouts',
    file: `${lib}/fed-queue.ts`,
    from: '6 * props.consumerTimeout',
    to: '5 * props.consumerTimeout',
    test: 'test/lib/constructs/chunk-queue.test.ts',
  },
  {
    name: 'the sweep may not measure the queue',
    file: 'lib/functions/sweep.ts',
    from: 'queue.grantMeasuring(fn);',
    to: '',
    test: 'test/lib/grants-and-commands.test.ts',
  },
  {
    name: 'a function may do what its code does not',
    file: 'lib/functions/list-calls.ts',
    from: 'table.grantStoringAudits(fn);',
    to: 'table.grantWriting(fn);',
    test: 'test/lib/grants-and-commands.test.ts',
  },
  {
    name: 'the bucket of lists takes requests without TLS',
    file: `${lib}/list-bucket.ts`,
    from: 'enforceSSL: true',
    to: 'enforceSSL: false',
    test: 'test/lib/every-resource.test.ts',
  },
  {
    name: "EventBridge may not use the customer's key",
    file: `${lib}/audit-triggers.ts`,
    from: "'kms:Decrypt',\n      'kms:GenerateDataKey',",
    to: "'kms:Decrypt',",
    test: 'test/lib/encryption-key.test.ts',
  },
  {
    name: 'a log is kept for ever',
    file: `${lib}/audit-workflow.ts`,
    from: '{ retention: RetentionDays.THREE_MONTHS }',
    to: '{ retention: RetentionDays.INFINITE }',
    test: 'test/lib/every-resource.test.ts',
  },
  {
    name: 'the reader may write',
    file: 'lib/functions/read-ledger.ts',
    from: 'grantReading(fn)',
    to: 'grantWriting(fn)',
    test: 'test/lib/grants.test.ts',
  },
  {
    name: 'alarms tell nobody',
    file: `${lib}/alarms.ts`,
    from: 'alarm.addAlarmAction(action);',
    to: '',
    test: 'test/lib/constructs/alarms.test.ts',
  },
  {
    name: 'an absent list is "no access"',
    file: 'lambdas/domain/evidence.ts',
    from: "if (!users) return { callId, outcome: 'not-returned', users: [], ...seen };",
    to: "if (!users) return { callId, outcome: 'none', users: [], ...seen };",
    test: 'test/domain/evidence.test.ts',
  },
];
