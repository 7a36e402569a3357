/** Posts JSON; throws what the demo says when it refuses. */
export async function send(path, body) {
  const response = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  }).catch(() => {
    throw new Error("The demo does not answer. Does `npm run demo` still run?");
  });
  if (response.status === 413) throw new Error("That is too large for the demo.");
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.error ?? `The demo answered ${response.status}.`);
  return answer;
}
