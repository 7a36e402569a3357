import type { Colours } from "./colours.ts";

export type Cell = string | number | Date | undefined;

export interface Column {
  readonly header: string | Date;
  /** In characters. */
  readonly width: number;
  /** Excel number format; a column with dates needs one. */
  readonly format?: string;
  /** Long text is broken into lines. */
  readonly wrap?: boolean;
}

/** A sheet. Goes to another thread as it is: plain values only. */
export interface Table {
  /** At most 31 characters, none of []/\:*? among them. */
  readonly name: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
  /** Lines above the header. */
  readonly above?: readonly string[];
  /** A cell of this text gets the colours of its tier. */
  readonly colours?: ReadonlyMap<string, Colours>;
}
