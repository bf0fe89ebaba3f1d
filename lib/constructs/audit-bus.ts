import { EventBus } from 'aws-cdk-lib/aws-events';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { allow } from './allow';

/** The system's own event bus: changes of access and the fate of audits. */
export class AuditBus extends Construct {
  readonly bus: EventBus;
  /** For the functions that announce something. */
  readonly environment: { readonly EVENT_BUS_NAME: string };

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.bus = new EventBus(this, 'Bus');
    this.environment = { EVENT_BUS_NAME: this.bus.eventBusName };
  }

  grantPublishing(grantee: IGrantable): void {
    allow(grantee, ['events:PutEvents'], this.bus.eventBusArn);
  }
}
