import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startChildService } from '../../../local/services/child-service';

const folder = mkdtempSync(join(tmpdir(), 'child-service-test-'));
const deaths: string[] = [];
const runner = JSON.stringify(join(__dirname, '../../../local/services/child-service.ts'));

/** A service that does what the code says with `options` when it starts, and never listens to anyone. */
function start(name: string, code: string) {
  const file = join(folder, `${name}.ts`);
  writeFileSync(
    file,
    `import { runChildService } from ${runner};
     void runChildService(async (options: { url: string }) => { ${code} });`,
  );
  return startChildService(file, { url: 'http://127.0.0.1:1' }, (reason) => deaths.push(reason));
}

beforeEach(() => deaths.splice(0));
afterAll(() => rmSync(folder, { recursive: true }));

const stoppable = 'return { url: options.url, stop: async () => {} };';

test('hands over its options, tells its URL, and ends when it is asked to', async () => {
  const service = await start('good', `setInterval(() => {}, 1000); ${stoppable}`);
  expect(service.url).toBe('http://127.0.0.1:1');
  await service.stop();
  await service.stop();
  expect(deaths).toEqual([]);
});

test('says when it ends by itself', async () => {
  const service = await start('dying', `setTimeout(() => process.exit(4), 100); ${stoppable}`);
  while (deaths.length === 0) await sleep(20);
  expect(deaths).toEqual(['exit status 4']);
  await service.stop();
});

test('fails to start if it ends before it listens', async () => {
  await expect(start('failing', 'process.exit(3);')).rejects.toThrow('exit status 3');
});
