import { Duration } from 'aws-cdk-lib';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import {
  Choice,
  Condition,
  DefinitionBody,
  type IChainable,
  IntegrationPattern,
  JsonPath,
  LogLevel,
  StateMachine,
  Succeed,
  TaskInput,
  Timeout,
} from 'aws-cdk-lib/aws-stepfunctions';
import { EventBridgePutEvents } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import type { GongAccessAudit } from '../gong-access-audit';
import { acknowledge } from './acknowledge';

export interface AuditWorkflowProps {
  readonly audit: GongAccessAudit;
  /**
   * What to audit: the body of `POST /audits`. Values may come from the execution's input, for example
   * `{ callIds: JsonPath.listAt('$.callIds') }`.
   * @default - every call that the ledger knows
   */
  readonly order?: Readonly<Record<string, unknown>>;
  /**
   * What comes next if any access was granted or revoked. Its input is the audit's summary: `auditId`, `status`,
   * `requested`, `totals`, `changes.granted`, `changes.revoked`.
   * @default - the execution succeeds
   */
  readonly onChange?: IChainable;
  /**
   * How long the audit may take: Gong's daily limit may make it wait for the next day.
   * @default Duration.days(3)
   */
  readonly timeout?: Duration;
}

/** A state machine that has calls audited, waits for the end without costs, and branches on what changed. */
export class AuditWorkflow extends Construct {
  readonly stateMachine: StateMachine;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: AuditWorkflowProps,
  ) {
    super(scope, id);
    this.stateMachine = new StateMachine(this, 'Machine', {
      definitionBody: DefinitionBody.fromChainable(this.auditStep().next(this.branch())),
      tracingEnabled: true,
      // Summaries only: no IDs of calls or users, but who asked for which audit is nobody else's concern.
      logs: {
        destination: new LogGroup(this, 'Log', { retention: RetentionDays.THREE_MONTHS }),
        level: LogLevel.ALL,
        includeExecutionData: false,
      },
    });
    acknowledge(this.stateMachine, {
      'AwsSolutions-IAM5[Resource::*]':
        'The delivery of logs and traces has no resources to name: Step Functions needs *.',
    });
    props.audit.answerTasksOf(this.stateMachine);
  }

  private auditStep(): EventBridgePutEvents {
    const { audit, order = { known: true }, timeout = Duration.days(3) } = this.props;
    return new EventBridgePutEvents(this, 'Audit', {
      integrationPattern: IntegrationPattern.WAIT_FOR_TASK_TOKEN,
      taskTimeout: Timeout.duration(timeout),
      entries: [
        {
          eventBus: audit.eventBus,
          source: 'gong-access-audit.workflow',
          detailType: 'Audit Requested',
          detail: TaskInput.fromObject({ ...order, taskToken: JsonPath.taskToken }),
        },
      ],
    });
  }

  private branch(): Choice {
    const { onChange } = this.props;
    const hasChanges = Condition.or(
      Condition.numberGreaterThan('$.changes.granted', 0),
      Condition.numberGreaterThan('$.changes.revoked', 0),
    );
    return new Choice(this, 'Anything granted or revoked?')
      .when(hasChanges, onChange ?? new Succeed(this, 'Access changed'))
      .otherwise(new Succeed(this, 'Nothing changed'));
  }
}
