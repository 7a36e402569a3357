import { LIST_PAGE } from "../screens/pages.ts";

export interface Slice {
  readonly skip: number;
  readonly take: number;
}

/** A page of a list, or the first one where the list has grown too short for it: it must not look empty. */
export async function readPage<Found extends { readonly entries: readonly unknown[] }>(
  list: (slice: Slice) => Promise<Found>,
  page: number,
): Promise<{ readonly found: Found; readonly page: number }> {
  const found = await list({ skip: page * LIST_PAGE, take: LIST_PAGE });
  return found.entries.length > 0 || page === 0 ? { found, page } : await readPage(list, 0);
}
