import { banner } from './banner';
import { type Flags, readFlags, usage } from './flags';
import type { Print } from './log';
import { type LocalStage, startLocalStage } from './stage';

const write = (line: string) => process.stdout.write(`${line}\n`);

// The stage says at its start which Node runs everything: once is enough.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

async function main(): Promise<number> {
  const flags = readFlags(process.argv.slice(2), process.env);
  if (flags.help) write(usage);
  return flags.help ? 0 : run(flags);
}

/** Runs the stage until Ctrl-C, or until a part of it ends by itself. */
async function run({ options, quiet, verbose }: Flags): Promise<number> {
  const print: Print = (line, level) => {
    if (level === 'detail' ? verbose : !quiet) write(line);
  };
  const interrupted = interruption();
  write('Starting: synthesising the stack and bundling its functions.');
  let stage: LocalStage;
  try {
    stage = await startLocalStage({ ...options, print, signal: interrupted.signal });
  } catch (error) {
    if (interrupted.signal.aborted) return 0;
    throw error;
  }
  interrupted.onSecond(() => stage.kill());
  for (const line of banner(stage, options)) write(line);
  print(`Times in ms: ${JSON.stringify(stage.phases)}`, 'detail');
  const reason = await Promise.race([interrupted.first, stage.broken]);
  write(reason ?? 'Stopping: what is under way has two seconds. Ctrl-C again ends it at once.');
  await stage.stop();
  return reason === undefined ? 0 : 1;
}

/** One Ctrl-C comes more than once where npm or a shell hands it on; this much later it is a second one, in ms. */
const echo = 500;

/** The first SIGINT or SIGTERM asks for an end, a second one ends the process. */
function interruption() {
  const controller = new AbortController();
  let cutOff = () => {};
  let firstAt = 0;
  const first = new Promise<undefined>((resolve) => {
    controller.signal.addEventListener('abort', () => resolve(undefined));
  });
  const interrupt = () => {
    if (!controller.signal.aborted) {
      firstAt = Date.now();
      controller.abort();
    } else if (Date.now() - firstAt > echo) {
      cutOff();
      process.exit(1);
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt);
  if (process.env.npm_lifecycle_event) whenParentEnds(interrupt);
  const onSecond = (action: () => void) => {
    cutOff = action;
  };
  return { signal: controller.signal, first, onSecond };
}

/** A signal to npm ends the shell that it runs scripts in, which does not hand the signal on. */
function whenParentEnds(action: () => void): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    action();
  }, 500);
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exit(1);
  },
);
