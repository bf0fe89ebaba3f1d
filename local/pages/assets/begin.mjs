import { demand } from './api.mjs';
import { byId, number, setText, timeOf } from './dom.mjs';

/** Makes the form work that starts audits. @param madeUp whether the stand-in tells which calls there are */
export function startBegin(madeUp) {
  const form = byId('begin');
  byId('made-up-field').hidden = !madeUp;
  byId('ids-field').hidden = madeUp;
  form.elements.calls.disabled = !madeUp;
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const dry = event.submitter?.name === 'dry';
    const say = (text) => setText(byId('begin-said'), text);
    say('Asking …');
    try {
      say(await begin(form.elements, madeUp, dry));
    } catch (error) {
      say(error.message);
    }
  });
}

async function begin({ calls, ids, label }, madeUp, dry) {
  const callIds = madeUp ? await madeUpCalls(calls.value) : (ids.value.match(/[0-9]{1,20}/g) ?? []);
  const order = { callIds, ...(label.value.trim() && { label: label.value.trim() }) };
  const answer = await demand('POST', dry ? '/audits?dryRun=true' : '/audits', order);
  if (!dry) return `Accepted: ${answer.auditId}`;
  const share = (100 * answer.shareOfDay).toFixed(1);
  return `${number(answer.requests)} requests to Gong, ${share}% of the day, done about ${timeOf(answer.eta)}.`;
}

async function madeUpCalls(count) {
  const { callIds } = await demand('GET', `/_local/gong/call-ids?n=${count}`);
  return callIds;
}
