import { ask, demand } from './api.mjs';
import { byId, el, setText } from './dom.mjs';
import { presets } from './faults.mjs';

const control = (path) => `/_local/gong/${path}`;

/** What the buttons beside a call do. */
const callActions = {
  check: (callId) => ask('POST', '/v2/calls/users-access', { filter: { callIds: [callId] } }),
  history: (callId) => ask('GET', `/calls/${callId}/history`),
  grant: (callId, userId) => ask('POST', control(`calls/${callId}`), { grant: [userId] }),
  revoke: (callId, userId) => ask('POST', control(`calls/${callId}`), { revoke: [userId] }),
  unknown: (callId) => ask('POST', control(`calls/${callId}`), { unknown: true }),
  known: (callId) => ask('POST', control(`calls/${callId}`), { unknown: false }),
};

const faultActions = {
  inject: (preset) => ask('POST', control('faults'), presets[preset]),
  clear: () => ask('DELETE', control('faults')),
};

/** Makes the stand-in's controls work. */
export async function startControls() {
  byId('stand-in').hidden = false;
  const { call, fault } = { call: byId('call'), fault: byId('fault') };
  const { callIds } = await demand('GET', control('call-ids?n=1'));
  call.elements.callId.value = callIds[0];
  fault.elements.preset.append(...Object.keys(presets).map((name) => el('option', {}, name)));
  onSubmit(call, (what) =>
    callActions[what](call.elements.callId.value, call.elements.userId.value),
  );
  onSubmit(fault, (what) => faultActions[what](fault.elements.preset.value));
}

/** Tells which faults still wait for a request. */
export async function showFaults() {
  const { faults } = await demand('GET', control('faults'));
  const names = faults.map(
    ({ kind, status, times }) => `${kind}${status ? ` ${status}` : ''} (${times})`,
  );
  setText(byId('waiting'), names.length === 0 ? 'No fault waits.' : `Waiting: ${names.join(', ')}`);
}

function onSubmit(form, work) {
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const what = event.submitter?.value ?? 'check';
    say(`${what} …`);
    try {
      const { status, body } = await work(what);
      say(`${what}: ${status}\n${JSON.stringify(body, null, 2)}`);
    } catch (error) {
      say(`${what}: ${error.message}`);
    }
  });
}

const say = (text) => setText(byId('said'), text);
