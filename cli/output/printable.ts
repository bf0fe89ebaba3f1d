/** Control characters would let a label or an answer write anywhere on the terminal. */
const controls = new RegExp(
  '[\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069]',
  'g',
);

export const printable = (text: string): string => text.replace(controls, '�');
