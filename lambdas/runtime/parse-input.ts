import * as v from 'valibot';
import { InvalidInput, TooManyCalls } from '../domain/errors';

/**
 * Checks one part of a request. `whole` names the part where an error is about all of it.
 * @throws InvalidInput naming the field (`filter.callIds[3]`), never what was in it; TooManyCalls for a list that is
 * over its schema's maximum
 */
export function parseInput<S extends v.GenericSchema<unknown, unknown>>(
  schema: S,
  input: unknown,
  whole: string,
): v.InferOutput<S> {
  // To valibot a list is an object too.
  if (Array.isArray(input)) throw new InvalidInput(`${whole} must be an object`, whole);
  const parsed = v.safeParse(schema, input, { abortEarly: true });
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  const field = fieldOf(issue) || whole;
  const text = `${field} ${complaint(issue)}`;
  if (issue.type === 'max_length' && Array.isArray(issue.input)) {
    throw new TooManyCalls(text, field);
  }
  throw new InvalidInput(text, field);
}

type Issue = v.BaseIssue<unknown>;

/** An unknown property is named by what it is in: its own name is input, and input is not echoed. */
const isUnknownProperty = (issue: Issue) => issue.expected === 'never';

function fieldOf(issue: Issue): string {
  const path = issue.path ?? [];
  const known = isUnknownProperty(issue) ? path.slice(0, -1) : path;
  return known
    .map(({ key }) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '');
}

function complaint(issue: Issue): string {
  if (isUnknownProperty(issue)) return 'has a property that is not known';
  if (issue.kind === 'schema' && issue.input === undefined) return 'is missing';
  // valibot's own texts quote the input.
  if (!issue.message.startsWith('Invalid ')) return issue.message;
  const names: Record<string, string> = {
    string: 'must be a string',
    array: 'must be a list',
    strict_object: 'must be an object',
    boolean: 'must be true or false',
  };
  return names[issue.type] ?? 'is not valid';
}
