import { demand } from './api.mjs';
import { byId, el, setText } from './dom.mjs';
import { schemaText } from './schema-text.mjs';

function show({ info, paths, components }) {
  setText(byId('about'), `${info.description} Version ${info.version}.`);
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      path,
      method: method.toUpperCase(),
      ...operation,
    })),
  );
  byId('contents').append(el('ul', { class: 'plain' }, ...operations.map(linkOf)));
  byId('main').append(authorization(components.securitySchemes), ...operations.map(sectionOf));
  if (location.hash) byId(location.hash.slice(1))?.scrollIntoView();
}

const linkOf = ({ operationId, method, path }) =>
  el(
    'li',
    {},
    el('a', { href: `#${operationId}` }, el('span', { class: 'method' }, method), ' ', path),
  );

const authorization = (schemes) =>
  el(
    'section',
    { 'aria-labelledby': 'authorization' },
    el('h2', { id: 'authorization' }, 'Who may ask'),
    el(
      'p',
      {},
      'On AWS every request but Gong’s webhook is signed with IAM credentials. An unsigned request and an unknown route both get the gateway’s 403.',
    ),
    el(
      'dl',
      {},
      ...Object.entries(schemes).flatMap(([name, { description }]) => [
        el('dt', {}, name),
        el('dd', {}, ...prose(description)),
      ]),
    ),
  );

function sectionOf(operation) {
  const { operationId, method, path, summary, description, parameters, requestBody, responses } =
    operation;
  return el(
    'section',
    { 'aria-labelledby': operationId },
    el(
      'h2',
      { id: operationId },
      el('span', { class: 'method' }, method),
      ' ',
      el('code', {}, path),
    ),
    el('p', {}, ...prose(summary)),
    description && el('p', {}, ...prose(description)),
    parameters.length > 0 ? parameterTable(operationId, parameters) : undefined,
    requestBody && el('h3', {}, 'Request'),
    requestBody && contentOf(`Request of ${operationId}`, requestBody.content),
    el('h3', {}, 'Answers'),
    ...Object.entries(responses).map(([status, response]) =>
      answerOf(operationId, status, response),
    ),
  );
}

function parameterTable(operationId, parameters) {
  const rows = parameters.map(({ name, in: place, required, schema }) =>
    el(
      'tr',
      {},
      el('th', { scope: 'row' }, el('code', {}, name)),
      el('td', {}, place),
      el('td', {}, required ? 'yes' : 'no'),
      el('td', {}, schemaText(schema)),
    ),
  );
  const heads = ['Parameter', 'In', 'Required', 'Value'].map((head) =>
    el('th', { scope: 'col' }, head),
  );
  return scrolled(
    `Parameters of ${operationId}`,
    el('table', {}, el('thead', {}, el('tr', {}, ...heads)), el('tbody', {}, ...rows)),
  );
}

function answerOf(operationId, status, { description, headers = {}, content }) {
  const named = Object.entries(headers).map(([name, header]) =>
    el('li', {}, el('code', {}, name), ` ${header.description}`),
  );
  return el(
    'details',
    status.startsWith('2') ? { open: '' } : {},
    el(
      'summary',
      {},
      el('span', { class: `code-${status[0]}` }, status),
      ' ',
      ...prose(description),
    ),
    contentOf(`Answer ${status} of ${operationId}`, content),
    named.length > 0 ? el('ul', { class: 'plain hint' }, ...named) : undefined,
  );
}

function contentOf(label, content) {
  const { schema, example } = content['application/json'];
  return el(
    'div',
    {},
    scrolled(`${label}, example`, el('pre', {}, JSON.stringify(example, null, 2))),
    el(
      'details',
      {},
      el('summary', {}, 'Schema'),
      scrolled(`${label}, schema`, el('pre', {}, JSON.stringify(schema, null, 2))),
    ),
  );
}

/** Text whose parts between backticks are code. */
const prose = (text) =>
  text.split('`').map((part, at) => (at % 2 === 1 ? el('code', {}, part) : part));

/** Wide content scrolls by itself, also by keyboard. */
const scrolled = (label, node) =>
  el('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': label }, node);

try {
  show(await demand('GET', '/openapi.json'));
} catch (error) {
  byId('trouble').hidden = false;
  setText(byId('trouble'), error.message);
}
