/** Larger than any we write. */
const LONGEST = 64 * 1024 * 1024;

/** A record is its length (4 bytes, big-endian) and its bytes. An empty one ends a table. */
export function record(bytes: Buffer): Buffer {
  const framed = Buffer.allocUnsafe(4 + bytes.length);
  framed.writeUInt32BE(bytes.length);
  bytes.copy(framed, 4);
  return framed;
}

export const endOfTable = record(Buffer.alloc(0));

export interface RecordReader {
  /** @throws {Unreadable} */
  next(): Promise<Buffer>;
  /** @throws {Unreadable} where there is more, or the stream does not end as it should */
  end(): Promise<void>;
}

/** Cut short, altered, or never one of ours. */
export class Unreadable extends Error {
  override readonly name = "Unreadable";
}

export function readRecords(source: AsyncIterable<Buffer>): RecordReader {
  const chunks = source[Symbol.asyncIterator]();
  let held: Buffer = Buffer.alloc(0);

  async function more(): Promise<boolean> {
    const { done, value } = await chunks.next().catch((cause: unknown) => {
      throw new Unreadable("the stream broke", { cause });
    });
    if (done) return false;
    held = held.length === 0 ? value : Buffer.concat([held, value]);
    return true;
  }
  async function take(length: number): Promise<Buffer> {
    while (held.length < length) if (!(await more())) throw new Unreadable("cut short");
    const taken = held.subarray(0, length);
    held = held.subarray(length);
    return taken;
  }
  return {
    async next() {
      const length = (await take(4)).readUInt32BE();
      if (length > LONGEST) throw new Unreadable("a record without measure");
      return await take(length);
    },
    async end() {
      if (held.length > 0 || (await more())) throw new Unreadable("more than there should be");
    },
  };
}
