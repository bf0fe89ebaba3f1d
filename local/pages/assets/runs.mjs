import { ask } from './api.mjs';
import { byId, el, setText, updateRows } from './dom.mjs';

let listed = false;

/** Shows functions, queues and schedules. */
export function showRuns(status) {
  const { gong, node, upSeconds, functions, queues, schedules } = status;
  const which = gong.kind === 'stand-in' ? 'a stand-in for Gong' : `Gong at ${gong.url}`;
  setText(
    byId('where'),
    `Local stage, Node ${node}, up ${Math.floor(upSeconds / 60)} min, asks ${which}`,
  );
  updateRows(
    byId('functions'),
    functions.map((one) => [short(one.name), one.processes, one.busy, one.invocations, one.errors]),
  );
  updateRows(
    byId('queues'),
    queues.map((one) => [short(one.name), one.visible, one.inFlight, one.delayed]),
  );
  if (!listed) byId('schedules').replaceChildren(...schedules.map(scheduleOf));
  listed = true;
}

/** Without the eight digits that CloudFormation's names end in. */
const short = (name) => name.replace(/-?[0-9A-F]{8}$/, '');

const scheduleOf = ({ name, expression }) =>
  el(
    'li',
    {},
    `${short(name)}: ${expression} `,
    el(
      'button',
      {
        type: 'button',
        class: 'quiet',
        'aria-label': `Fire now: ${short(name)}`,
        click: () => ask('POST', `/_local/schedules/${name}/fire`),
      },
      'Fire now',
    ),
  );
