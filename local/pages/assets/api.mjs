/** Asks the stage. @returns {status, body}; throws an Error that a person can read */
export async function ask(method, path, body) {
  const answer = await fetch(path, {
    method,
    cache: 'no-store',
    ...(body !== undefined && {
      body: JSON.stringify(body),
      headers: { 'Content-Type': 'application/json' },
    }),
  });
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? {} : JSON.parse(text) };
}

/** As `ask`, for what must succeed. */
export async function demand(method, path, body) {
  const answer = await ask(method, path, body);
  if (answer.status < 300) return answer.body;
  throw new Error(reasonOf(answer));
}

const needsSignature =
  'This stage asks for signatures (--auth iam), which a page cannot give. Start it without to use this page.';

function reasonOf({ status, body }) {
  const text = (body.errors ?? [body.message ?? 'no reason given']).join('; ');
  return status === 403 && /authentication|signature/i.test(text)
    ? needsSignature
    : `${status}: ${text}`;
}
