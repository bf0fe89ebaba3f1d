/** Faults of the stand-in by what a person would call them; local/gong/README.md has them all. */
const onGong = { path: '/v2/' };

export const presets = {
  'Too many requests (429, Retry-After 5 s), 3 times': {
    ...onGong,
    kind: 'answer',
    status: 429,
    headers: { 'Retry-After': '5' },
    text: 'Too many requests',
    times: 3,
  },
  'Server error (500), 3 times': { ...onGong, kind: 'answer', status: 500, times: 3 },
  'A web page instead of JSON, twice': { ...onGong, kind: 'html', times: 2 },
  'Answer cut off in the middle, twice': { ...onGong, kind: 'truncate', atByte: 40, times: 2 },
  'Connection reset, twice': { ...onGong, kind: 'reset-before-headers', times: 2 },
  'Slow answers (4 s), 5 times': { ...onGong, kind: 'delay', delayMs: 4000, times: 5 },
  'Credentials refused (401), until cleared': {
    ...onGong,
    kind: 'answer',
    status: 401,
    text: 'Unauthorized',
    times: 'until-cleared',
  },
};
