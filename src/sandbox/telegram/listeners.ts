export interface Listeners<Event> {
  /** Returns the function that ends it. */
  add(listener: (event: Event) => void): () => void;
  emit(event: Event): void;
  readonly size: number;
}

export function createListeners<Event>(): Listeners<Event> {
  const listeners = new Set<(event: Event) => void>();
  return {
    add(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    emit(event) {
      for (const listener of listeners) listener(event);
    },
    get size() {
      return listeners.size;
    },
  };
}
