import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';

/** Allows exactly these actions on exactly this resource. */
export function allow(grantee: IGrantable, actions: readonly string[], resourceArn: string): void {
  Grant.addToPrincipal({ grantee, actions: [...actions], resourceArns: [resourceArn] });
}
