import { type Resolve, type Template, Unresolvable } from './resolve';

/** The stack's outputs by name. One that has no counterpart here is left out. */
export function readOutputs({ Outputs = {} }: Template, resolve: Resolve): Record<string, string> {
  const outputs: Record<string, string> = {};
  for (const [name, { Value }] of Object.entries(Outputs)) {
    const value = resolved(resolve, Value, name);
    if (value !== undefined) outputs[name] = value;
  }
  return outputs;
}

function resolved(resolve: Resolve, value: unknown, name: string): string | undefined {
  try {
    return String(resolve(value, `the output ${name}`));
  } catch (error) {
    if (error instanceof Unresolvable) return undefined;
    throw error;
  }
}
