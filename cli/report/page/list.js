'use strict';
// The list of calls: found, sorted and shown a page at a time, so that 100,000 calls stay quick.

const data = JSON.parse(document.getElementById('data').textContent);
const calls = data.calls === '' ? [] : data.calls.split(' ');
const words = { g: 'granted', n: 'none', r: 'not-returned', u: 'not-found', f: 'failed' };
const rowsAPage = 100;
const rowsInPrint = 1000;
const { people = [], titles = [] } = data.names ?? {};
const usersInRow = data.names ? 3 : 8;

// Where each call's users begin in `data.who`.
const begin = new Uint32Array(calls.length + 1);
for (let i = 0; i < calls.length; i++) begin[i + 1] = begin[i] + data.counts[i];

const at = (i) => (data.request[i] < 0 ? '' : data.requests[data.request[i]][1]);
const usersOf = (i) => data.who.slice(begin[i], begin[i + 1]).map(userText);
const separator = data.names ? ';\n' : ' ';
const grouped = (n) => n.toLocaleString('en-US');
const element = (id) => document.getElementById(id);

function userText(user) {
  const [name, address] = people[user] ?? [];
  const known = [name, address].filter(Boolean).join(', ');
  return known ? `${known} (${data.users[user]})` : data.users[user];
}
// What is searched, in lower case: made once.
const searchable = data.users.map((_, user) => userText(user).toLowerCase());
const lowTitles = titles.map((one) => one.toLowerCase());

const state = { find: '', outcome: '', sort: 'call', down: false, page: 0, found: [] };

const orders = {
  call: (a, b) => a - b,
  outcome: (a, b) => data.outcomes.charCodeAt(a) - data.outcomes.charCodeAt(b),
  users: (a, b) => data.counts[a] - data.counts[b],
  at: (a, b) => data.request[a] - data.request[b],
};

// Requests by their time, once: sorting by time then compares numbers.
const byTime = data.requests
  .map((_, i) => i)
  .sort((a, b) => (data.requests[a][1] < data.requests[b][1] ? -1 : 1));
const rank = new Map(byTime.map((request, i) => [request, i]));
data.request = data.request.map((request) => rank.get(request) ?? -1);
data.requests = byTime.map((request) => data.requests[request]);

function search() {
  const { find, outcome } = state;
  const users = new Set();
  if (find !== '') searchable.forEach((user, i) => void (user.includes(find) && users.add(i)));
  const found = [];
  for (let i = 0; i < calls.length; i++) {
    if (outcome !== '' && data.outcomes[i] !== outcome) continue;
    if (find === '' || isCalled(i, find) || (users.size > 0 && hasUser(i, users))) found.push(i);
  }
  const order = orders[state.sort];
  found.sort((a, b) => (state.down ? order(b, a) : order(a, b)) || a - b);
  state.found = found;
  state.page = 0;
}

const isCalled = (i, find) => calls[i].includes(find) || (lowTitles[i] ?? '').includes(find);

function hasUser(i, users) {
  for (let j = begin[i]; j < begin[i + 1]; j++) if (users.has(data.who[j])) return true;
  return false;
}

function cell(role, className, ...children) {
  const td = document.createElement(role === 'rowheader' ? 'th' : 'td');
  if (role === 'rowheader') td.scope = 'row';
  td.setAttribute('role', role);
  td.className = className;
  td.append(...children);
  return td;
}

function tag(i) {
  const span = document.createElement('span');
  const word = words[data.outcomes[i]];
  span.className = `tag ${word}`;
  span.textContent = word;
  return span;
}

function who(i) {
  const users = usersOf(i);
  if (users.length === 0) return [data.reasons[i] ?? '–'];
  if (users.length <= usersInRow) return [users.join(separator)];
  const details = document.createElement('details');
  const summary = document.createElement('summary');
  summary.textContent = `${users.slice(0, usersInRow).join(separator)} and ${grouped(users.length - usersInRow)} more`;
  details.append(summary);
  // Filled when opened: a call may have thousands.
  details.addEventListener('toggle', () => {
    if (details.open && details.childElementCount === 1)
      details.append(users.slice(usersInRow).join(separator));
  });
  return [details];
}

function title(i) {
  if (!titles[i]) return [];
  const small = document.createElement('small');
  small.textContent = titles[i];
  return [small];
}

function row(i) {
  const tr = document.createElement('tr');
  tr.setAttribute('role', 'row');
  tr.append(
    cell('rowheader', 'id', calls[i], ...title(i)),
    cell('cell', 'outcome', tag(i)),
    cell('cell', 'n count', grouped(data.counts[i])),
    cell(
      'cell',
      data.counts[i] > 0 || data.reasons[i] ? `who ${data.names ? 'named' : 'id'}` : 'who nobody',
      ...who(i),
    ),
    cell(
      'cell',
      'at',
      at(i)
        .replace('T', ' ')
        .replace(/\.\d+Z$/, ''),
    ),
  );
  return tr;
}

function show(most = rowsAPage) {
  const { found, page } = state;
  const first = most === rowsAPage ? page * rowsAPage : 0;
  const shown = found.slice(first, first + most);
  element('rows').replaceChildren(...shown.map(row));
  const pages = Math.max(1, Math.ceil(found.length / rowsAPage));
  element('found').textContent =
    found.length === calls.length
      ? `${grouped(calls.length)} calls.`
      : `${grouped(found.length)} of ${grouped(calls.length)} calls.`;
  element('place').textContent = `Page ${grouped(page + 1)} of ${grouped(pages)}`;
  for (const id of ['first', 'previous']) element(id).disabled = page === 0;
  for (const id of ['next', 'last']) element(id).disabled = page === pages - 1;
}

function refresh() {
  search();
  show();
}

function turnTo(page) {
  const last = Math.max(0, Math.ceil(state.found.length / rowsAPage) - 1);
  state.page = Math.min(last, Math.max(0, page));
  show();
}

let timer;
element('find').addEventListener('input', ({ target }) => {
  clearTimeout(timer);
  timer = setTimeout(() => {
    state.find = data.names
      ? target.value.trim().toLowerCase()
      : target.value.replace(/[^0-9]/g, '');
    refresh();
  }, 120);
});
element('outcome').addEventListener('change', ({ target }) => {
  state.outcome = target.value;
  refresh();
});
element('first').addEventListener('click', () => turnTo(0));
element('previous').addEventListener('click', () => turnTo(state.page - 1));
element('next').addEventListener('click', () => turnTo(state.page + 1));
element('last').addEventListener('click', () => turnTo(Number.MAX_SAFE_INTEGER));
document.querySelector('.filters').addEventListener('submit', (event) => event.preventDefault());

for (const button of document.querySelectorAll('[data-sort]')) {
  button.addEventListener('click', () => {
    const isSame = state.sort === button.dataset.sort;
    state.down = isSame ? !state.down : button.dataset.sort === 'users';
    state.sort = button.dataset.sort;
    for (const other of document.querySelectorAll('[data-sort]')) {
      const sorted = other === button ? (state.down ? 'descending' : 'ascending') : 'none';
      other.parentElement.setAttribute('aria-sort', sorted);
    }
    refresh();
  });
}

for (const button of document.querySelectorAll('[data-find]')) {
  button.addEventListener('click', () => {
    state.find = button.dataset.find;
    element('find').value = state.find;
    refresh();
    element('find').focus();
    element('list').scrollIntoView();
  });
}

// Paper has no pages to turn: it gets more rows, and says so if that is not all.
addEventListener('beforeprint', () => {
  show(rowsInPrint);
  if (state.found.length > rowsInPrint) {
    element('found').textContent =
      `The first ${grouped(rowsInPrint)} of ${grouped(state.found.length)} calls; --format csv has all.`;
  }
});
addEventListener('afterprint', () => show());

refresh();
