import * as v from 'valibot';

/** An event pattern of EventBridge, with the operators that `matches` knows. */
export interface EventPattern {
  readonly [field: string]: EventPattern | readonly Matcher[];
}

type Scalar = string | number | boolean | null;
type Operator = { readonly [name in keyof typeof operators]?: unknown };
type Matcher = Scalar | Operator;

/** One operator: does the value (absent: `undefined`) match its argument? */
type Test = (argument: unknown, value: unknown) => boolean;

const operators = {
  prefix: (argument, value) => typeof value === 'string' && value.startsWith(String(argument)),
  suffix: (argument, value) => typeof value === 'string' && value.endsWith(String(argument)),
  'equals-ignore-case': (argument, value) =>
    typeof value === 'string' && value.toLowerCase() === String(argument).toLowerCase(),
  exists: (argument, value) => (value !== undefined) === argument,
  'anything-but': (argument, value) =>
    value !== undefined && ![argument].flat().some((each) => matchesOne(each as Matcher, value)),
  numeric: (argument, value) => typeof value === 'number' && withinBounds(argument, value),
} satisfies Record<string, Test>;

const comparisons: Record<string, (value: number, bound: number) => boolean> = {
  '=': (value, bound) => value === bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
};

function withinBounds(argument: unknown, value: number): boolean {
  const terms = [argument].flat();
  return terms.every((term, index) => {
    if (index % 2 === 1) return true;
    return comparisons[String(term)]?.(value, Number(terms[index + 1])) ?? false;
  });
}

function matchesOne(matcher: Matcher, value: unknown): boolean {
  if (typeof matcher !== 'object' || matcher === null) return matcher === value;
  return Object.entries(matcher).every(([name, argument]) =>
    operators[name as keyof typeof operators](argument, value),
  );
}

/** Every field of the pattern has to match; an array in the event matches by any of its elements. */
export function matches(pattern: EventPattern, event: unknown): boolean {
  return Object.entries(pattern).every(([field, expected]) => {
    const value = isRecord(event) ? event[field] : undefined;
    if (!Array.isArray(expected)) return matches(expected as EventPattern, value);
    const candidates = Array.isArray(value) ? value : [value];
    return expected.some((matcher) => candidates.some((each) => matchesOne(matcher, each)));
  });
}

/** @throws Error naming an operator that the local stage does not know */
export function parsePattern(pattern: unknown, where: string): EventPattern {
  const fields = v.parse(v.record(v.string(), v.unknown()), pattern);
  for (const [field, expected] of Object.entries(fields)) {
    const place = `${where}, field ${field}`;
    if (field === '$or') throw new Error(`the local stage does not know $or (in ${place})`);
    if (Array.isArray(expected)) for (const matcher of expected) checkMatcher(matcher, place);
    else parsePattern(expected, place);
  }
  return fields as EventPattern;
}

function checkMatcher(matcher: unknown, where: string): void {
  if (!isRecord(matcher)) return;
  for (const [name, argument] of Object.entries(matcher)) {
    if (!Object.hasOwn(operators, name)) {
      throw new Error(`the local stage does not know the pattern operator ${name} (in ${where})`);
    }
    if (name === 'anything-but') for (const each of [argument].flat()) checkMatcher(each, where);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
