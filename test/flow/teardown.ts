/** Stops the local stage that the setup started. */
export default async function teardown(): Promise<void> {
  const stage = globalThis.flowStage;
  if (!stage || stage.exitCode !== null) return;
  const closed = new Promise((resolve) => stage.once('exit', resolve));
  stage.kill('SIGTERM');
  await closed;
}
