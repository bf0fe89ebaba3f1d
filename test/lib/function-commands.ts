import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

const root = join(__dirname, '..', '..');

/** The folders below `lambdas/` that hold a function. */
export const functionNames = readdirSync(join(root, 'lambdas')).filter((name) =>
  existsSync(join(root, 'lambdas', name, 'handler.ts')),
);

/** A method of a class, with its name and its code. */
interface Method {
  readonly name: string;
  readonly code: string;
}

/**
 * The SDK's commands that a function can come to send, without "Command": those in the code of its bundle, less the
 * methods whose name occurs nowhere in the code that can run. More than it sends, never less.
 */
export function commandsOf(name: string): string[] {
  let { methods: left, code } = taken(bundleOf(name));
  for (let before = -1; left.length !== before; ) {
    before = left.length;
    const named = left.filter((method) => new RegExp(`\\.${method.name}\\b`).test(code));
    left = left.filter((method) => !named.includes(method));
    code = [code, ...named.map((method) => method.code)].join('\n');
  }
  const found = [...code.matchAll(/new \w+\.(\w+)Command\(/g)].map(([, command = '']) => command);
  return [...new Set(found)].sort();
}

/** Our own code as it is bundled, unused functions left out. */
function bundleOf(name: string): string {
  const { outputFiles } = buildSync({
    entryPoints: [join(root, 'lambdas', name, 'handler.ts')],
    bundle: true,
    packages: 'external',
    write: false,
    platform: 'node',
    format: 'cjs',
    target: 'es2022',
  });
  return outputFiles[0]?.text ?? '';
}

/** Takes the methods of classes out of esbuild's output, which is indented by two spaces. */
function taken(bundle: string): { methods: Method[]; code: string } {
  const methods: Method[] = [];
  const code = bundle.replaceAll(
    /^ {2}(?:static )?(?:async )?\*?(?!constructor|if|for|while|switch)(\w+)\([^\n]*\) \{\n([\s\S]*?)^ {2}\}$/gm,
    (_, name: string, body: string) => {
      methods.push({ name, code: body });
      return '';
    },
  );
  return { methods, code };
}
