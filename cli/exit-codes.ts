/** Exit codes of `gong-access`; docs/cli.md explains them to users. Existing numbers never change their meaning. */
export const exitCodes = {
  ok: 0,
  /** There is an answer, and it is not good: an audit with gaps, evidence that does not match, a finding of `doctor`. */
  finding: 1,
  /** The command line or a list of IDs cannot be used; nothing was sent. */
  usage: 2,
  /** There is no such audit, or the call was never observed. */
  notFound: 3,
  /** The API refused: not signed, not allowed, a conflict, the day's budget spent. */
  refused: 4,
  /** No answer, or one that only tells of trouble on the other side. */
  unreachable: 5,
  /** Ctrl-C. What runs in the background goes on. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
