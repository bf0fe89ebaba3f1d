import { Validations } from 'aws-cdk-lib';
import { CfnStage } from 'aws-cdk-lib/aws-apigateway';
import { CfnTable } from 'aws-cdk-lib/aws-dynamodb';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { everyOption, newStack } from './app';

/** Rules that the stack breaks without an explanation. */
const findings = (stack: IConstruct): string[] =>
  [new AwsSolutionsChecks(stack), new ServerlessChecks(stack)]
    .flatMap((pack) => pack.validateScope(stack).violations)
    .map(({ ruleName }) => ruleName);

/** Explanations by rule, with how often each is given. */
function explanations(stack: IConstruct): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { metadata } of stack.node.findAll().map(({ node }) => node)) {
    for (const { type, data } of metadata) {
      if (type !== Validations.ACKNOWLEDGED_RULES_METADATA_KEY) continue;
      for (const id of Object.keys(data)) counts[id] = (counts[id] ?? 0) + 1;
    }
  }
  return counts;
}

describe('the security checks', () => {
  it('find nothing that is not explained', () => {
    expect(findings(newStack(everyOption))).toEqual([]);
    expect(findings(newStack({ stage: 'throwaway' }))).toEqual([]);
  });

  it('are explained away only where it was decided', () => {
    expect(explanations(newStack(everyOption))).toMatchInlineSnapshot(`
{
  "Annotation::AwsSolutions-APIG2": 1,
  "Annotation::AwsSolutions-APIG3": 1,
  "Annotation::AwsSolutions-APIG4": 1,
  "Annotation::AwsSolutions-COG4": 2,
  "Annotation::AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole]": 3,
  "Annotation::AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]": 1,
  "Annotation::AwsSolutions-IAM5[Resource::*]": 9,
  "Annotation::AwsSolutions-IAM5[Resource::<AuditListsBucket3D94733E.Arn>/*.result.json]": 1,
  "Annotation::AwsSolutions-IAM5[Resource::<AuditListsBucket3D94733E.Arn>/*]": 1,
  "Annotation::AwsSolutions-IAM5[Resource::<AuditSealingArchiveBucket8AAEADDA.Arn>/manifests/*]": 1,
  "Annotation::AwsSolutions-S1": 2,
  "Annotation::AwsSolutions-SMG4": 1,
  "Annotation::AwsSolutions-SQS3": 5,
  "Annotation::Serverless-LambdaAsyncFailureDestination": 1,
  "Annotation::Serverless-LambdaDLQ": 8,
  "Annotation::Serverless-LambdaEventSourceMappingDestination": 2,
  "Annotation::Serverless-SNSRedrivePolicy": 1,
  "Annotation::Serverless-SQSRedrivePolicy": 5,
  "CloudFormation-Validate::F3002": 1,
  "CloudFormation-Validate::F3003": 1,
  "CloudFormation-Validate::W3010": 1,
}
`);
  });

  it('notice what is missing', () => {
    const stack = newStack();
    for (const resource of stack.node.findAll()) {
      if (CfnTable.isCfnTable(resource)) resource.pointInTimeRecoverySpecification = undefined;
      if (CfnStage.isCfnStage(resource)) resource.accessLogSetting = undefined;
    }
    expect(findings(stack).sort()).toEqual([
      'AwsSolutions-APIG1',
      'AwsSolutions-DDB3',
      'Serverless-APIGWAccessLogging',
    ]);
  });
});
