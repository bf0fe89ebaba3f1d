import { Duration } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { type IMetric, MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { CfnFunction, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';

/**
 * List prices of us-east-1 in USD, without free tiers: on-demand DynamoDB units, Lambda on arm64, REST API.
 * https://aws.amazon.com/dynamodb/pricing/on-demand/ https://aws.amazon.com/lambda/pricing/
 * https://aws.amazon.com/api-gateway/pricing/
 */
const prices = {
  writeUnit: 0.625e-6,
  readUnit: 0.125e-6,
  gigabyteSecond: 0.0000133334,
  invocation: 0.2e-6,
  apiRequest: 3.5e-6,
};

export interface CostProps {
  readonly api: RestApi;
  readonly table: Table;
  readonly functions: Readonly<Record<string, LambdaFunction>>;
}

const period = Duration.hours(1);

/** What an hour costs in USD. Storage, logs, queues, secret, alarms and traffic are not in it. */
export function costOf({ api, table, functions }: CostProps): IMetric {
  const lambdas = Object.values(functions);
  const terms = [
    { metric: consumed(table, 'ConsumedWriteCapacityUnits'), price: prices.writeUnit },
    { metric: consumed(table, 'ConsumedReadCapacityUnits'), price: prices.readUnit },
    { metric: api.metricCount({ period }), price: prices.apiRequest },
    ...lambdas.map((fn) => ({
      metric: fn.metricInvocations({ period }),
      price: prices.invocation,
    })),
    ...lambdas.map((fn) => ({
      metric: fn.metricDuration({ period, statistic: Stats.SUM }),
      price: (gigabytesOf(fn) / 1000) * prices.gigabyteSecond,
    })),
  ];
  return new MathExpression({
    label: 'USD',
    period,
    expression: terms.map(({ price }, at) => `FILL(m${at}, 0) * ${price.toFixed(14)}`).join(' + '),
    usingMetrics: Object.fromEntries(terms.map(({ metric }, at) => [`m${at}`, metric])),
  });
}

/** Not the table's own metric of this name: that one spreads over an average. */
const consumed = (table: Table, metricName: string): Metric =>
  new Metric({
    namespace: 'AWS/DynamoDB',
    metricName,
    dimensionsMap: { TableName: table.tableName },
    statistic: Stats.SUM,
    period,
  });

function gigabytesOf(fn: LambdaFunction): number {
  const { memorySize = 128 } = fn.node.defaultChild as CfnFunction;
  return memorySize / 1024;
}
