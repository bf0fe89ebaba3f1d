import { HttpError } from './http-error';

/** Arrays and objects within each other; nothing in the API goes deeper than 4. */
const deepest = 32;

/**
 * Parses JSON without `JSON.parse`'s tolerance: two equal keys in one object (the last would win silently), lone
 * surrogates and NUL in strings, and deep nesting are refused. A byte order mark is not JSON.
 * @throws HttpError 400 `invalid-json`
 */
export function parseStrictJson(text: string): unknown {
  const { keys } = scan(text);
  const value = parse(text);
  const escaped = /\\u(0000|d[89a-f])/i.test(text);
  if (keys !== countKeys(value)) throw invalid('has the same property twice');
  if (hasBadCharacter(text) || (escaped && anyString(value, hasBadCharacter))) {
    throw invalid('has a character that is not allowed');
  }
  return value;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid('is not valid JSON');
  }
}

/** Counts the properties in the text: the colons outside of its strings. */
function scan(text: string): { keys: number } {
  let keys = 0;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '"') at = endOfString(text, at);
    else if (character === ':') keys += 1;
    else if (character === '{' || character === '[') depth += 1;
    else if (character === '}' || character === ']') depth -= 1;
    if (depth > deepest) throw invalid('is nested too deeply');
  }
  return { keys };
}

/** Where the string that starts here ends: the next quote that is not escaped, or the end of the text. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at;
  }
  return text.length;
}

/** The properties of a parsed value, of those in it too. Its depth is bounded by `scan`. */
function countKeys(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const own = Array.isArray(value) ? 0 : Object.keys(value).length;
  return Object.values(value).reduce<number>((sum, inner) => sum + countKeys(inner), own);
}

function anyString(value: unknown, is: (text: string) => boolean): boolean {
  if (typeof value === 'string') return is(value);
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, inner]) => is(key) || anyString(inner, is));
}

const hasBadCharacter = (text: string) => /[\0\p{Surrogate}]/u.test(text);

const invalid = (what: string) => new HttpError(400, 'invalid-json', `The body ${what}`, 'body');
