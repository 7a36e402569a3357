import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createSealer, SealError } from "../../src/db/seal.ts";

const key = randomBytes(32);
const sealer = createSealer(key);

function kindOfFailure(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof SealError) return error.kind;
    throw error;
  }
  return "none";
}

test("what was sealed opens again, whatever it was", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string(), (plain, context) => {
      expect(sealer.open(sealer.seal(plain, context), context)).toBe(plain);
    }),
  );
});

test("the same text never seals to the same bytes, and none of it shows", () => {
  const [one, two] = [sealer.seal("hampir pakai", "answer:1:S6"), sealer.seal("hampir pakai", "answer:1:S6")];
  expect(Buffer.from(one).equals(two)).toBe(false);
  expect(Buffer.from(one).includes("pakai")).toBe(false);
});

test("another process with the same key opens it; another key says that it is the wrong one", () => {
  const sealed = sealer.seal("4", "answer:12:S6");
  expect(createSealer(Uint8Array.from(key)).open(sealed, "answer:12:S6")).toBe("4");
  expect(kindOfFailure(() => createSealer(randomBytes(32)).open(sealed, "answer:12:S6"))).toBe("other-key");
});

test("it does not open in another place", () => {
  const sealed = sealer.seal("4", "answer:12:S6");
  expect(kindOfFailure(() => sealer.open(sealed, "answer:13:S6"))).toBe("damaged");
});

test("no byte can be changed, and none taken away", () => {
  const sealed = sealer.seal("4", "answer:12:S6");
  for (let i = 0; i < sealed.length; i++) {
    const changed = Uint8Array.from(sealed, (byte, j) => (i === j ? byte ^ 1 : byte));
    expect(["damaged", "other-key"]).toContain(kindOfFailure(() => sealer.open(changed, "answer:12:S6")));
    expect(["damaged"]).toContain(kindOfFailure(() => sealer.open(sealed.subarray(0, i), "answer:12:S6")));
  }
});

test("a failure says nothing of what is inside", () => {
  const sealed = sealer.seal("hampir", "answer:12:S6");
  expect(() => sealer.open(sealed, "x")).toThrow(/^sealed data is damaged or out of place$/);
});

test("a key of another length is a mistake in the program", () => {
  expect(() => createSealer(randomBytes(31))).toThrow(RangeError);
});
