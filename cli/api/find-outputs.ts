import * as v from 'valibot';
import type { Context } from '../context';
import { CliError, usageError } from '../errors';
import { isLoopback, stackOf } from './find-url';
import { type Outputs, readStackOutputs } from './stack-outputs';

const localOutputs = v.record(v.string(), v.string());

/**
 * The outputs of the stack behind the API: of CloudFormation's, or of the local stage's, which has them on a page.
 * @param instead what to do where the stack is not known
 * @throws CliError
 */
export async function findOutputs(
  { api, options, env }: Context,
  instead: string,
): Promise<Outputs> {
  const stack = stackOf(options, env);
  if (stack !== undefined) return readStackOutputs(stack, options.region);
  if (!isLoopback(api.baseUrl)) {
    throw usageError('the stack behind the API is not known', `Give --stack, or ${instead}.`);
  }
  const outputs = await ofLocalStage(api, instead);
  return (name) => outputs[name] ?? missing(name, instead);
}

async function ofLocalStage(api: Context['api'], instead: string) {
  try {
    return await api.get('/_local/outputs', localOutputs);
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    const problem = `what answers at ${api.baseUrl.host} does not tell its outputs, as a local stage does`;
    throw usageError(problem, `Give --stack, or ${instead}.`);
  }
}

function missing(name: string, instead: string): never {
  throw usageError(`the local stage has no output ${name}`, `Give ${instead}.`);
}
