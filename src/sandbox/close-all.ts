/**
 * Closes one after the other, whatever becomes of those before, so that nothing is left running.
 * @throws the first error, once each had its turn
 */
export async function closeAll(closing: (() => Promise<unknown>)[]): Promise<void> {
  const errors: unknown[] = [];
  for (const close of closing.splice(0)) await close().catch((error: unknown) => errors.push(error));
  if (errors.length > 0) throw errors[0];
}
