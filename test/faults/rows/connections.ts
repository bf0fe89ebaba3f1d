import assert from 'node:assert/strict';
import { toxics } from '../effects';
import type { Case } from '../row';
import { acceptedAudit, check, newCallIds, sweep } from '../stage/actions';
import type { Scene } from '../stage/scene';
import type { Fault } from '../stage/wire';

/**
 * Every toxic between the functions and one part, one after the other, each in the middle of an audit whose calls have
 * changed. What is not made good at once is made good in time: that is for the invariants to see.
 */
export const everyToxic = (part: string, on: Fault['on']): Case => ({
  name: `latency, resets, cuts and stalls on the way to ${part}`,
  isLong: true,
  run: async (scene) => {
    for (const [name, effect] of Object.entries(toxics)) {
      const callIds = newCallIds(2);
      await check(scene, callIds);
      for (const callId of callIds) scene.gong.change(callId, { grant: ['42'] });
      // The secret is read at a cold start only.
      await scene.processes.retire();
      const before = scene.faults.met;
      scene.faults.add({ on, effect, times: 2 });
      await goOn(scene, callIds);
      assert(scene.faults.met > before, `${part}: nothing was asked of it, so not: ${name}`);
      assert(!hasWaited(scene), `${part}: a function waited for Lambda to end it: ${name}`);
      scene.faults.clear();
    }
    return Object.keys(toxics).length;
  },
});

/** Whether Lambda ended a function, or the gateway did not wait for it any longer. */
const hasWaited = ({ processes, http }: Scene): boolean =>
  processes.timedOut > 0 || http.replies.some(({ status }) => status === 504);

/** Whatever becomes of it: an audit that is not taken in is asked for again. */
async function goOn(scene: Scene, callIds: readonly string[]): Promise<void> {
  const asked = await acceptedAudit(scene, callIds).catch(() => undefined);
  if (asked === undefined) await acceptedAudit(scene, callIds);
  await scene.chunks.workOff(3);
  await check(scene, callIds);
  await sweep(scene);
}
