import { App } from 'aws-cdk-lib';
import { NightlyAuditStack } from './nightly-audit-stack';

new NightlyAuditStack(new App(), 'NightlyAudit');
