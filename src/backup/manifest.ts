import { z } from "zod";

/** Of what a backup is made up; raised when an older release could not read it. */
export const FORMAT = 1;

export const manifestSchema = z.strictObject({
  format: z.literal(FORMAT),
  /** Of Teman Pulih. */
  release: z.string(),
  madeAt: z.iso.datetime(),
  /** Names of the migrations that led to the schema, in their order. */
  migrations: z.array(z.string()),
  /** In the order in which they can be filled. */
  tables: z.array(z.strictObject({ name: z.string(), columns: z.array(z.string()) })),
  /** Ids of the data keys under which values are sealed. */
  dataKeyIds: z.array(z.string()),
  /** The data keys themselves, newest first, base64; only where asked for. */
  dataKeys: z.array(z.string()).min(1).exactOptional(),
});

export type Manifest = z.output<typeof manifestSchema>;

/** The end of a backup: what its reader has to have found. */
export const trailerSchema = z.strictObject({
  rows: z.record(z.string(), z.int().min(0)),
  /** The last value of each sequence. */
  sequences: z.record(z.string(), z.string().regex(/^\d+$/)),
});

export type Trailer = z.output<typeof trailerSchema>;
