import fc from "fast-check";
import * as buttons from "../../src/screens/callback-data.ts";
import { type Ids, matrix } from "../support/button-matrix.ts";

/** Who does something: an index into the stage's people. */
export const ACTORS = 14;

/** A number in a button: of somebody, of something, or of nobody. */
type Forged = { readonly of: number } | { readonly number: number };

/** One thing that comes to the bot, told without the stage's own numbers, so that it can be repeated on another. */
export type Step =
  | { readonly kind: "text"; readonly actor: number; readonly text: string; readonly reply?: number }
  | { readonly kind: "tap"; readonly actor: number; readonly button: Button; readonly of: number }
  | { readonly kind: "content"; readonly actor: number; readonly content: object }
  | { readonly kind: "odd"; readonly update: object }
  /** An earlier one again: the same, or as if another person had sent it. */
  | { readonly kind: "again"; readonly back: number; readonly as?: number }
  /** The next few at once, in another order. */
  | { readonly kind: "burst"; readonly steps: readonly Step[] }
  | { readonly kind: "later"; readonly minutes: number };

/** Data of a button: a row of the matrix with somebody's numbers, a prefix with anything after it, or anything. */
export type Button =
  | { readonly row: string; readonly index: number }
  | { readonly prefix: string; readonly fields: readonly (string | Forged)[] }
  | { readonly data: string };

const prefixes = Object.values(buttons).flatMap((each) =>
  "pattern" in each ? [/^\^(\w+)/.exec(each.pattern.source)?.[1] ?? ""] : [],
);

const words = [
  ...[
    "yes",
    "no",
    "ask",
    "show",
    "write",
    "open",
    "take",
    "talked",
    "picture",
    "answers",
    "notes",
    "quiet",
    "erase",
  ],
  ...[
    "S1",
    "S6",
    "S8",
    "C1",
    "C2",
    "SAFETY",
    "0",
    "4",
    "s",
    "menu",
    "people",
    "invite-participant",
    "nickname",
  ],
  ...[
    "snooze",
    "expect",
    "end",
    "checkIn",
    "counselor",
    "summary",
    "2026-11-23",
    "asked",
    "all",
    "lock-word",
    "freeze",
  ],
  ...[
    "enrolment",
    "agree",
    "id",
    "en",
    "0000000a",
    "week",
    "numbers",
    "add-number",
    "back",
    "release",
    "export",
  ],
];

const commands = [
  ...[
    "start",
    "cek",
    "menu",
    "bantuan",
    "help",
    "darurat",
    "overdosis",
    "langkah",
    "rencana",
    "catatan",
    "kunci",
    "jam",
    "jeda",
  ],
  ...["berhenti", "batal", "cancel", "unknown"],
];

const hard = [
  "",
  " ",
  "\u0000",
  "a\u0000b",
  "\ud800",
  "\udfff x",
  "‮نص من اليمين‬",
  "👩‍👩‍👧‍👦🏳️‍🌈",
  "Z̴̢̧̛̺͓͎͓͎̲̀̂a̷l̶g̵o̸",
  "<b>x</b> & _y_ *z* `w`",
  "'; DROP TABLE answers; --",
  "{{x}} { $name } %s",
  "\u2068\u2069\u200b\ufeff",
  "９月１０日 १९:३०",
];

const anyText = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: "grapheme", maxLength: 60 }) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 60 }) },
  { weight: 2, arbitrary: fc.constantFrom(...hard) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(
        fc.constantFrom("x", "🙂", "ن", "\n", "कि"),
        fc.constantFrom(255, 256, 700, 701, 4096, 4097, 20_000),
      )
      .map(([unit, times]) => unit.repeat(times)),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      "19:30",
      "7.15",
      "25:99",
      "2026-12-01",
      "31-02-2026",
      "0812 3456",
      "rahasia",
      "1",
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom("aku ingin mati", "BUNUH DIRI!", "i want to die", "tolong") },
);

const commandText = fc
  .tuple(
    fc.constantFrom(...commands),
    fc.constantFrom("", "@cek_harian_bot", "@other_bot"),
    fc.oneof(
      fc.constant(""),
      anyText,
      // What tokens and codes look like.
      fc.string({ unit: fc.constantFrom(..."abcDEF019-_"), minLength: 16, maxLength: 64 }),
    ),
  )
  .map(([command, bot, rest]) => `/${command}${bot}${rest === "" ? "" : ` ${rest}`}`);

const forged: fc.Arbitrary<Forged> = fc.oneof(
  fc.record({ of: fc.nat(7) }),
  fc.record({
    number: fc.constantFrom(0, 1, -1, 2, 7, 2_147_483_647, 2_147_483_648, 999_999_999, 1e21, Number.NaN),
  }),
);

const button: fc.Arbitrary<Button> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ row: fc.constantFrom(...Object.keys(matrix)), index: fc.nat(9) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      prefix: fc.constantFrom(...prefixes),
      fields: fc.array(fc.oneof(fc.constantFrom(...words), forged), { maxLength: 5 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ data: fc.oneof(anyText, fc.constantFrom("", ":", "a", "al:", "cp:1:2:3:4:5:6")) }),
  },
);

const photo = { file_id: "AgAC", file_unique_id: "AQAD", width: 90, height: 90, file_size: 1000 };
const content = fc.oneof(
  fc.constantFrom<object>(
    { photo: [photo] },
    { photo: [] },
    { voice: { file_id: "Aw", file_unique_id: "Ag", duration: 3, mime_type: "audio/ogg" } },
    { document: { file_id: "BQ", file_unique_id: "Ag", file_name: "‮gpj.exe" } },
    { sticker: { ...photo, type: "regular", is_animated: false, is_video: false, emoji: "🙂" } },
    { location: { latitude: -1.26, longitude: 116.83 } },
    { contact: { phone_number: "0812", first_name: "X" } },
    { poll: { id: "1", question: "?", options: [] } },
    { dice: { emoji: "🎲", value: 6 } },
    { new_chat_title: "x" },
    { pinned_message: null },
    { text: null },
    { text: 7 },
    { entities: [{ type: "bot_command", offset: -3, length: 900 }], text: "/start" },
    { entities: null, text: "/start x" },
    {},
  ),
  fc.record({ caption: anyText, photo: fc.constant([photo]) }),
);

const actorOf = (least: number, most: number) => fc.integer({ min: least, max: most });

/** Whatever no person's Telegram would send, and what comes from groups and channels. */
const odd: fc.Arbitrary<object> = fc.oneof(
  fc.constantFrom<object>(
    {
      message: {
        message_id: 1,
        date: 1,
        chat: { id: -100_123, type: "supergroup", title: "x" },
        from: { id: 5, is_bot: false, first_name: "x" },
        text: "/start",
      },
    },
    {
      message: {
        message_id: 1,
        date: 1,
        chat: { id: -100_123, type: "supergroup", title: "x" },
        text: "/bantuan",
      },
    },
    {
      channel_post: {
        message_id: 1,
        date: 1,
        chat: { id: -100_9, type: "channel", title: "x" },
        text: "halo",
      },
    },
    { inline_query: { id: "1", from: { id: 5, is_bot: false, first_name: "x" }, query: "BPN", offset: "" } },
    {
      callback_query: {
        id: "9",
        from: { id: 5, is_bot: false, first_name: "x" },
        inline_message_id: "x",
        chat_instance: "1",
        data: "help",
      },
    },
    {
      callback_query: {
        id: "9",
        from: { id: 5, is_bot: false, first_name: "x" },
        chat_instance: "1",
        game_short_name: "g",
      },
    },
    { poll: { id: "1" } },
    { message: null },
    { message: {} },
    { message: "x" },
    { callback_query: {} },
    { my_chat_member: {} },
    { unheard_of: { x: 1 } },
    {},
  ),
  fc.record({ message: fc.jsonValue({ maxDepth: 3 }) }) as fc.Arbitrary<object>,
  fc.record({ callback_query: fc.jsonValue({ maxDepth: 3 }) }) as fc.Arbitrary<object>,
);

function single(actor: fc.Arbitrary<number>): fc.Arbitrary<Step> {
  return fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record(
        {
          kind: fc.constant("text" as const),
          actor,
          text: fc.oneof(anyText, commandText),
          reply: fc.nat(60),
        },
        { requiredKeys: ["kind", "actor", "text"] },
      ),
    },
    { weight: 7, arbitrary: fc.record({ kind: fc.constant("tap" as const), actor, button, of: fc.nat(7) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("content" as const), actor, content }) },
  );
}

/** What happens in a row. Either one person does everything, or everybody does, as time goes on. */
export function steps(most: number): fc.Arbitrary<readonly Step[]> {
  const size = { minLength: 1, maxLength: most, size: "max" } as const;
  const everybody = actorOf(0, ACTORS - 1);
  const alone = actorOf(0, ACTORS - 1).chain((one) => {
    const step = single(fc.constant(one));
    const again = fc.record({ kind: fc.constant("again" as const), back: fc.nat(20) });
    return fc.array(fc.oneof({ weight: 9, arbitrary: step }, { weight: 1, arbitrary: again }), size);
  });
  const together = fc.array(
    fc.oneof<fc.MaybeWeightedArbitrary<Step>[]>(
      { weight: 30, arbitrary: single(everybody) },
      {
        weight: 4,
        arbitrary: fc.record(
          { kind: fc.constant("again" as const), back: fc.nat(20), as: everybody },
          { requiredKeys: ["kind", "back"] },
        ),
      },
      { weight: 3, arbitrary: fc.record({ kind: fc.constant("odd" as const), update: odd }) },
      {
        weight: 3,
        arbitrary: fc.record({
          kind: fc.constant("burst" as const),
          steps: fc.array(single(everybody), { minLength: 2, maxLength: 6 }),
        }),
      },
      {
        weight: 1,
        arbitrary: fc.record({
          kind: fc.constant("later" as const),
          minutes: fc.constantFrom(1, 31, 240, 1500),
        }),
      },
    ),
    size,
  );
  return fc.oneof(alone, together);
}

/** The data that is tapped, with the numbers of the stage. */
export function dataOf(tapped: Button, ids: readonly Ids[], of: number): string {
  const whose = ids[of % ids.length];
  if (!whose) throw new Error("the stage is empty");
  if ("data" in tapped) return tapped.data;
  if ("row" in tapped) {
    const data = matrix[tapped.row]?.data(whose) ?? [];
    return data[tapped.index % data.length] ?? "";
  }
  const fields = tapped.fields.map((field) => {
    if (typeof field === "string") return field;
    if ("number" in field) return String(field.number);
    return String(Object.values(whose)[field.of % Object.values(whose).length]);
  });
  return [tapped.prefix, ...fields].join(":");
}
