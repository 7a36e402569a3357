/** Appends and forgets the oldest beyond `keep`; trims in lumps, so the list may hold up to twice as many. */
export function remember<Item>(list: Item[], item: Item, keep: number): void {
  list.push(item);
  if (list.length > keep * 2) list.splice(0, list.length - keep);
}
