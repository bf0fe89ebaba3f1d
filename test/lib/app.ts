import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { readContext } from '../../lib/app-context';
import { GongAccessAuditStack } from '../../lib/gong-access-audit-stack';

/** Whatever a person can ask for by the context. */
export const everyOption = {
  fixedEgress: 'true',
  alarmEmail: 'ops@example.com',
  dailyAudit: 'true',
  webhookPublicKey: 'A'.repeat(392),
  nightlyDays: '7',
  weeklyKnownCalls: 'true',
  sealDays: '365',
  evidenceKeepDays: '400',
  workflow: 'true',
};

const cdkJson = JSON.parse(readFileSync(join(__dirname, '..', '..', 'cdk.json'), 'utf8'));

/** An app with the project's own flags, that bundles nothing. */
export const newApp = (context: Record<string, unknown> = {}): App =>
  new App({
    context: { ...cdkJson.context, ...context, 'aws:cdk:bundling-stacks': [] },
    analyticsReporting: false,
  });

/** The stack as `bin/app.ts` makes it with this context. */
export function newStack(context: Record<string, unknown> = {}): Stack {
  const app = newApp(context);
  return new GongAccessAuditStack(app, 'GongAccessAudit', { context: readContext(app.node) });
}

const templates = new Map<string, Template>();

/** Its template; a file's tests that say the same share one. */
export function templateOf(context: Record<string, unknown> = {}): Template {
  const key = JSON.stringify(context);
  const template = templates.get(key) ?? Template.fromStack(newStack(context));
  templates.set(key, template);
  return template;
}

export interface Resource {
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
}

/** Resources of a type by logical ID. */
export const resources = (template: Template, type: string): Record<string, Resource> =>
  template.findResources(type) as Record<string, Resource>;

/** The one resource of a type whose logical ID holds the text. */
export function only(template: Template, type: string, idPart = ''): Resource {
  const found = Object.entries(resources(template, type)).filter(([id]) => id.includes(idPart));
  const [first, second] = found;
  if (!first || second) throw new Error(`${found.length} resources of ${type} with ${idPart}`);
  return first[1];
}
