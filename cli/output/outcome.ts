/** Outcomes in plain words: only one of them means that nobody has access. */
export const meanings: Readonly<Record<string, string>> = {
  granted: 'users have individual access',
  none: 'nobody has individual access',
  'not-returned': 'Gong answered without naming the call',
  'not-found': 'Gong does not know the call',
  failed: 'could not be checked',
  'not-observed': 'the call had not been observed by then',
};

export const coverageNote =
  'Covers individual access granted through Gong’s API; shares and permission profiles are not in it.';
