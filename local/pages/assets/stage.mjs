import { demand } from './api.mjs';
import { showAudits } from './audits.mjs';
import { startBegin } from './begin.mjs';
import { showFaults, startControls } from './controls.mjs';
import { byId, setText } from './dom.mjs';
import { eventsPath, showEvents } from './events.mjs';
import { showQuota } from './quota.mjs';
import { showRuns } from './runs.mjs';

/** Milliseconds between two looks; a page that nobody sees does not look. */
const interval = 1000;
const shown = 8;

for (const box of document.querySelectorAll('.scroll, .log, #said')) box.tabIndex = 0;
const status = await demand('GET', '/_local/status');
const madeUp = status.gong.kind === 'stand-in';
startBegin(madeUp);
showRuns(status);
if (madeUp) await startControls();
await watch();

async function watch() {
  for (;;) {
    if (!document.hidden) await look();
    await new Promise((resolve) => setTimeout(resolve, interval));
  }
}

async function look() {
  const looks = [
    demand('GET', `/audits?limit=${shown}`).then(({ audits }) => showAudits(audits)),
    demand('GET', '/quota').then(showQuota),
    demand('GET', eventsPath()).then(({ events }) => showEvents(events)),
    demand('GET', '/_local/status').then(showRuns),
    ...(madeUp ? [showFaults()] : []),
  ];
  const failed = (await Promise.allSettled(looks)).find((one) => one.status === 'rejected');
  const trouble = byId('trouble');
  trouble.hidden = !failed;
  setText(trouble, failed ? failed.reason.message : '');
}
