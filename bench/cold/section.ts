import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deployment } from '../kit/bundles';
import type { Aim, Section } from '../kit/section';
import { quantile } from '../pace/report';
import { startEndpoint } from './endpoint';
import { node24 } from './node';
import { type Start, start } from './start';
import { variants } from './variants';

interface Row {
  readonly name: string;
  readonly bytes: number;
  /** Medians. */
  readonly start: Start;
}

const usual = 'usual';
const bare = 'bare-request';
const references = [usual, bare, 'usual, our settings', 'empty'];

/** Starts every bundle afresh, in a random order each round. */
export async function coldSection(rounds: number): Promise<Section> {
  const node = await node24();
  const rows = await measured(node.path, rounds);
  const find = (name: string) => rows.find((row) => row.name === name) ?? noRow;
  const to = (row: Row, name: string, of: 'readyMs' | 'cpuMs' = 'readyMs') =>
    row.start[of] / find(name).start[of];
  return {
    title: 'Cold start',
    text:
      `Node ${node.version}, ${rounds} rounds, medians: from the start of a fresh process to the arrival of its first signed ` +
      'request to AWS over TLS (`empty`: until it is loaded; `bare-request`: one unsigned HTTPS request, nothing else). ' +
      '`usual` is a function as it is usually built: ES module, every client imported, `import { z } from "zod"`, the SDK ' +
      "left to the runtime. Modules: of Node's own, brought along by loading. CPU: processor time of all threads, which other " +
      'work on the machine sways less than the clock.',
    head: [
      ...['bundle', 'bytes', 'modules', 'import ms', 'to first call ms', '× usual', '× bare'],
      ...['CPU ms', 'CPU × usual', 'CPU × bare'],
    ],
    rows: rows.map((row) => [
      row.name,
      row.bytes,
      row.start.nodeModules,
      row.start.importMs.toFixed(1),
      row.start.readyMs.toFixed(1),
      to(row, usual).toFixed(2),
      to(row, bare).toFixed(2),
      row.start.cpuMs.toFixed(1),
      to(row, usual, 'cpuMs').toFixed(2),
      to(row, bare, 'cpuMs').toFixed(2),
    ]),
    aims: [
      ...rows
        .filter(({ name }) => !references.includes(name))
        .map((row) => aim(row.name, 'the usual build', 0.5, to(row, usual))),
      ...['read-ledger', 'check-access'].map((name) =>
        aim(name, 'an empty handler with a bare HTTPS request', 2.2, to(find(name), bare)),
      ),
    ],
  };
}

/** The levers that are left, and why they are. */
const next =
  "what is left is the SDK's own code; a signer of our own on `node:https` or a code cache tied to the build would shorten it";

const aim = (name: string, than: string, most: number, reached: number): Aim => ({
  what: `${name}, to ${than}`,
  aim: `at most ${most} times`,
  reached: `${reached.toFixed(2)} times`,
  kept: reached <= most,
  next,
});

const noStart: Start = {
  importMs: Number.NaN,
  readyMs: Number.NaN,
  cpuMs: Number.NaN,
  nodeModules: 0,
};
const noRow: Row = { name: '', bytes: 0, start: noStart };

async function measured(node: string, rounds: number): Promise<Row[]> {
  const deployed = await deployment();
  const folder = await mkdtemp(join(tmpdir(), 'gong-access-cold-'));
  const endpoint = await startEndpoint(folder);
  try {
    const bundles = await variants(deployed, join(folder, 'bundles'));
    const starts = bundles.map((): Start[] => []);
    for (let round = 0; round < rounds; round++) {
      for (const n of shuffled([...bundles.keys()])) {
        const variant = bundles[n];
        if (variant) starts[n]?.push(await start(node, variant, endpoint));
      }
    }
    return await Promise.all(
      bundles.map(async ({ name, file }, n) => ({
        name,
        bytes: (await stat(file)).size,
        start: medians(starts[n] ?? []),
      })),
    );
  } finally {
    endpoint.close();
    await deployed.remove();
    await rm(folder, { recursive: true, force: true });
  }
}

function medians(starts: readonly Start[]): Start {
  const median = (name: keyof Start) =>
    quantile(
      starts.map((one) => one[name]),
      0.5,
    );
  return {
    importMs: median('importMs'),
    readyMs: median('readyMs'),
    cpuMs: median('cpuMs'),
    nodeModules: median('nodeModules'),
  };
}

function shuffled<T>(values: readonly T[]): T[] {
  return values
    .map((value) => ({ value, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ value }) => value);
}
