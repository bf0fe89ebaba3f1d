/** A CloudFormation template, as far as the local stage reads it. */
export interface Template {
  readonly Parameters?: Readonly<Record<string, { readonly Default?: unknown }>>;
  readonly Resources: Readonly<Record<string, TemplateResource>>;
  readonly Outputs?: Readonly<Record<string, { readonly Value?: unknown }>>;
}

export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

/** What the resources of the template are called on this machine. `undefined`: not known here. */
export interface Identities {
  readonly pseudo: Readonly<Record<string, string>>;
  ref(logicalId: string, resource: TemplateResource): string | undefined;
  attribute(logicalId: string, name: string, resource: TemplateResource): string | undefined;
}

/** A value of the template that has no counterpart on the local stage. The message names it and its place. */
export class Unresolvable extends Error {
  constructor(what: string, where: string) {
    super(`the local stage cannot resolve ${what} (in ${where})`);
    this.name = 'Unresolvable';
  }
}

/** Turns a template value into a plain one. @throws Unresolvable, by name, rather than guess. */
export type Resolve = (value: unknown, where: string) => unknown;

export function resolver(template: Template, identities: Identities): Resolve {
  const intrinsics: Record<string, (argument: unknown, where: string) => unknown> = {
    Ref: (name, where) => ref(text(name, where), where),
    'Fn::GetAtt': (argument, where) => attribute(attributePath(argument, where), where),
    'Fn::Join': (argument, where) => {
      const [separator, parts] = pair(argument, 'Fn::Join', where);
      return list(resolve(parts, where), where).map(String).join(text(separator, where));
    },
    'Fn::Sub': (argument, where) => substitute(argument, where),
    'Fn::Select': (argument, where) => {
      const [index, values] = pair(argument, 'Fn::Select', where);
      return list(resolve(values, where), where)[Number(index)];
    },
    'Fn::Split': (argument, where) => {
      const [separator, value] = pair(argument, 'Fn::Split', where);
      return text(resolve(value, where), where).split(text(separator, where));
    },
  };

  function resolve(value: unknown, where: string): unknown {
    if (Array.isArray(value)) return value.map((each) => resolve(each, where));
    if (typeof value !== 'object' || value === null) return literal(value, where);
    const entries = Object.entries(value);
    const [key, argument] = entries.length === 1 ? (entries[0] ?? []) : [];
    if (key !== undefined && (key === 'Ref' || key.startsWith('Fn::'))) {
      const intrinsic = intrinsics[key];
      if (!intrinsic) throw new Unresolvable(key, where);
      return intrinsic(argument, where);
    }
    return Object.fromEntries(entries.map(([name, each]) => [name, resolve(each, where)]));
  }

  function ref(name: string, where: string): unknown {
    if (name === 'AWS::NoValue') return undefined;
    const resource = template.Resources[name];
    const value =
      identities.pseudo[name] ??
      template.Parameters?.[name]?.Default ??
      (resource && identities.ref(name, resource));
    if (value === undefined) throw new Unresolvable(`Ref ${name}${typed(resource)}`, where);
    return value;
  }

  function attribute([name, path]: [string, string], where: string): string {
    const resource = template.Resources[name];
    const value = resource && identities.attribute(name, path, resource);
    if (value === undefined) {
      throw new Unresolvable(`Fn::GetAtt ${name}.${path}${typed(resource)}`, where);
    }
    return value;
  }

  function substitute(argument: unknown, where: string): string {
    const [pattern, given] = Array.isArray(argument) ? argument : [argument, {}];
    const variables = Object(resolve(given, where));
    return text(pattern, where).replace(
      /\$\{(!?)([^}]+)\}/g,
      (_, escaped: string, name: string) => {
        if (escaped) return `\${${name}}`;
        if (Object.hasOwn(variables, name)) return String(variables[name]);
        return String(name.includes('.') ? attribute(split(name), where) : ref(name, where));
      },
    );
  }

  return resolve;
}

function literal(value: unknown, where: string): unknown {
  // A dynamic reference is filled in by CloudFormation at deployment, which does not happen here.
  const dynamic = typeof value === 'string' && /\{\{resolve:[^}]*\}\}/.exec(value);
  if (dynamic) throw new Unresolvable(dynamic[0], where);
  return value;
}

function attributePath(argument: unknown, where: string): [string, string] {
  if (typeof argument === 'string') return split(argument);
  const [name, path] = pair(argument, 'Fn::GetAtt', where);
  return [text(name, where), text(path, where)];
}

function split(name: string): [string, string] {
  const dot = name.indexOf('.');
  return [name.slice(0, dot), name.slice(dot + 1)];
}

function pair(argument: unknown, what: string, where: string): [unknown, unknown] {
  if (Array.isArray(argument) && argument.length === 2) return [argument[0], argument[1]];
  throw new Unresolvable(`${what} ${JSON.stringify(argument)}`, where);
}

function list(value: unknown, where: string): unknown[] {
  if (Array.isArray(value)) return value;
  throw new Unresolvable(`${JSON.stringify(value)} as a list`, where);
}

function text(value: unknown, where: string): string {
  if (typeof value === 'string') return value;
  throw new Unresolvable(`${JSON.stringify(value)} as a text`, where);
}

function typed(resource: TemplateResource | undefined): string {
  return resource ? ` of type ${resource.Type}` : '';
}
