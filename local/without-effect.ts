import type { Template } from './resolve';

/**
 * Resource types that do nothing on the local stage (docs/decisions/0003-local-stage.md says what that
 * means). Any other type that nobody runs stops the stage: it would be missing without a word.
 */
const knownWithoutEffect = [
  /^AWS::IAM::/,
  /^AWS::CDK::Metadata$/,
  /^AWS::EC2::/,
  /^AWS::CloudWatch::/,
  /^AWS::Logs::/,
  /^AWS::SNS::(Topic|TopicPolicy|Subscription)$/,
  /^AWS::KMS::(Key|Alias)$/,
  /^AWS::Lambda::Permission$/,
  /^AWS::SQS::QueuePolicy$/,
  /^AWS::S3::BucketPolicy$/,
  /^AWS::StepFunctions::StateMachine$/,
  /^AWS::Events::(EventBusPolicy|Archive)$/,
  /^AWS::SecretsManager::(ResourcePolicy|RotationSchedule)$/,
  /^AWS::ApiGateway::(Account|Deployment|Model|RequestValidator|UsagePlan|ApiKey|UsagePlanKey)$/,
  /^AWS::WAFv2::/,
  /^AWS::Scheduler::ScheduleGroup$/,
  /^AWS::ApplicationAutoScaling::/,
];

/**
 * @param taken types that the local stage runs
 * @returns the types without effect, each once
 * @throws Error naming each resource that is neither
 */
export function withoutEffect(template: Template, taken: ReadonlySet<string>): string[] {
  const rest = Object.entries(template.Resources).filter(([, { Type }]) => !taken.has(Type));
  const unknown = rest.filter(
    ([, { Type }]) => !knownWithoutEffect.some((known) => known.test(Type)),
  );
  if (unknown.length > 0) {
    const names = unknown.map(([id, { Type }]) => `${id} (${Type})`).join(', ');
    throw new Error(`the local stage cannot run: ${names}`);
  }
  return [...new Set(rest.map(([, { Type }]) => Type))].sort();
}
