/** A schema of a parameter in a few words. */
export function schemaText(schema) {
  if (schema.enum) return schema.enum.map((value) => `"${value}"`).join(' or ');
  if (schema.const !== undefined) return `"${schema.const}"`;
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return choices.map(schemaText).join(' or ');
  return [
    schema.type,
    schema.format,
    limits(schema),
    schema.pattern && `matching ${schema.pattern}`,
    schema.description,
  ]
    .filter(Boolean)
    .join(', ');
}

function limits({ minimum, maximum, minLength, maxLength }) {
  const [from, to, unit] =
    (minLength ?? maxLength) ? [minLength, maxLength, ' characters'] : [minimum, maximum, ''];
  if (from === undefined && to === undefined) return undefined;
  if (from === undefined) return `at most ${to}${unit}`;
  return to === undefined ? `at least ${from}${unit}` : `${from} to ${to}${unit}`;
}
