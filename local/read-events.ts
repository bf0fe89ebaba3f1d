import * as v from 'valibot';
import { parsePattern } from './aws/event-pattern';
import type { RuleModel, ScheduleModel, Target } from './model';
import type { PickByType, Readable } from './template';

const notSupported = (what: string) => v.optional(v.never(`${what} is not supported`));

const ruleTarget = v.object({
  Arn: v.string(),
  Input: v.optional(v.string()),
  InputPath: notSupported('InputPath'),
  InputTransformer: notSupported('InputTransformer'),
});

const ruleProperties = {
  EventBusName: v.optional(v.string(), 'default'),
  EventPattern: v.optional(v.record(v.string(), v.unknown())),
  ScheduleExpression: v.optional(v.string()),
  State: v.optional(v.string(), 'ENABLED'),
  Targets: v.optional(v.array(ruleTarget), []),
};

const scheduleProperties = {
  ScheduleExpression: v.string(),
  State: v.optional(v.string(), 'ENABLED'),
  Target: v.object({ Arn: v.string(), Input: v.optional(v.string()) }),
};

export function readEvents(pick: PickByType): {
  buses: string[];
  rules: RuleModel[];
  schedules: ScheduleModel[];
} {
  const rules = pick('AWS::Events::Rule');
  return {
    buses: ['default', ...pick('AWS::Events::EventBus').map((bus) => bus.attribute('Name'))],
    rules: rules.flatMap(readRule),
    schedules: [
      ...rules.flatMap(readScheduledRule),
      ...pick('AWS::Scheduler::Schedule').flatMap(readSchedule),
    ],
  };
}

function readRule(resource: Readable): RuleModel[] {
  const properties = resource.read(ruleProperties);
  if (!properties.EventPattern || properties.State !== 'ENABLED') return [];
  return [
    {
      name: resource.ref,
      // A bus can be named or given by ARN.
      bus: properties.EventBusName.replace(/^.*event-bus\//, ''),
      pattern: parsePattern(properties.EventPattern, `the pattern of ${resource.id}`),
      targets: properties.Targets.map(target(resource)),
    },
  ];
}

function readScheduledRule(resource: Readable): ScheduleModel[] {
  const properties = resource.read(ruleProperties);
  const expression = properties.ScheduleExpression;
  if (!expression || properties.State !== 'ENABLED') return [];
  return properties.Targets.map((each) => ({
    name: resource.ref,
    expression,
    target: target(resource)(each),
    service: 'events',
  }));
}

function readSchedule(resource: Readable): ScheduleModel[] {
  const properties = resource.read(scheduleProperties);
  if (properties.State !== 'ENABLED') return [];
  return [
    {
      name: resource.ref,
      expression: properties.ScheduleExpression,
      target: target(resource)(properties.Target),
      service: 'scheduler',
    },
  ];
}

const target =
  (resource: Readable) =>
  ({ Arn, Input }: { Arn: string; Input?: string | undefined }): Target => {
    if (/^arn:[^:]+:(lambda|sqs):/.test(Arn)) return { arn: Arn, input: Input };
    throw new Error(`the local stage cannot send events to ${Arn} (target of ${resource.id})`);
  };
