/** Control characters and changes of direction would let a label or an answer write anywhere on the terminal. */
const controls = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu;

export const printable = (text: string): string => text.replace(controls, '�');
