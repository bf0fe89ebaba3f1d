import { CliError, usageError } from '../errors';
import { exitCodes } from '../exit-codes';

/** What a stack tells of itself, by the name of the output. @throws CliError for one that is not there */
export type Outputs = (name: string) => string;

/** Reads a stack's outputs. @throws CliError if the stack, or the right to see it, is missing */
export async function readStackOutputs(stack: string, region?: string): Promise<Outputs> {
  // Loaded only here: most commands never need it, and it would double their start.
  const { CloudFormationClient, DescribeStacksCommand } = await import(
    '@aws-sdk/client-cloudformation'
  );
  const client = new CloudFormationClient(region === undefined ? {} : { region });
  try {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: stack }));
    const outputs = Stacks?.[0]?.Outputs ?? [];
    return (name) =>
      outputs.find(({ OutputKey }) => OutputKey === name)?.OutputValue ?? missing(stack, name);
  } catch (error) {
    throw new CliError(
      `the stack ${stack} cannot be read: ${reason(error)}`,
      exitCodes.refused,
      advice,
    );
  } finally {
    client.destroy();
  }
}

const advice = 'Check --stack, --region and the AWS credentials, or give --url.';

const reason = (error: unknown) => (error instanceof Error ? error.name : 'unknown error');

function missing(stack: string, name: string): never {
  throw usageError(`the stack ${stack} has no output ${name}: is it a Gong Access Audit stack?`);
}
