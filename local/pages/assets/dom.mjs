/** Makes an element; `class` and `aria-*` are set as attributes, functions as listeners. Text is never markup. */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') node.addEventListener(name, value);
    else if (value !== undefined && value !== false) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== undefined));
  return node;
}

export const byId = (id) => document.getElementById(id);

/** Leaves a node alone that is right already, so that nothing is read out twice and no selection is lost. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Rows of a table by key: made once, then only their cells change. */
export function updateRows(body, rows) {
  const known = new Map([...body.children].map((row) => [row.dataset.key, row]));
  for (const [key, ...cells] of rows) {
    const row = known.get(key) ?? body.appendChild(rowOf(key, cells.length));
    cells.forEach((cell, at) => {
      setText(row.children[at + 1], number(cell));
    });
  }
}

function rowOf(key, cells) {
  const row = el('tr', { 'data-key': key }, el('th', { scope: 'row' }, key));
  for (let at = 0; at < cells; at += 1) row.append(el('td', { class: 'number' }));
  return row;
}

export const number = (value) => Number(value).toLocaleString('en');

/** The time of day; with the day, where it is another than today. */
export function timeOf(text) {
  const moment = new Date(text);
  const time = moment.toLocaleTimeString('en', { hour12: false });
  if (moment.toDateString() === new Date().toDateString()) return time;
  return `${time} on ${moment.toLocaleDateString('en', { day: 'numeric', month: 'long' })}`;
}
