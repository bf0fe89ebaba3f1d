import { App, Validations } from 'aws-cdk-lib';
import { readContext } from '../lib/app-context';
import { GongAccessAuditStack } from '../lib/gong-access-audit-stack';

const app = new App();
const context = readContext(app.node);
new GongAccessAuditStack(app, context.stackName, { context });

// Loaded only where asked for: the rules take longer to load than the stack.
if (context.securityChecks === 'true') {
  import('cdk-nag').then(({ AwsSolutionsChecks, ServerlessChecks }) => {
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
  });
}
