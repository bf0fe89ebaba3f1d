import { App } from 'aws-cdk-lib';
import { readContext } from '../lib/app-context';
import { GongAccessAuditStack } from '../lib/gong-access-audit-stack';

const app = new App();
const context = readContext(app.node);
new GongAccessAuditStack(app, context.stackName, { context });
