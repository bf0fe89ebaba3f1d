import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Explains rules of the security checks that do not apply to a construct: rule to reason. */
export function acknowledge(
  construct: IConstruct,
  reasons: Readonly<Record<string, string>>,
): void {
  for (const [id, reason] of Object.entries(reasons)) {
    Validations.of(construct).acknowledge({ id, reason });
  }
}
