import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { everyQuestion } from "../../src/domain/instrument.ts";
import { loadInstruments } from "../../src/instruments/index.ts";
import { defaultSettings, parseSettings } from "../../src/programme/settings.ts";

const page = await readFile("docs/rules.md", "utf8");
const rows = page.split("\n").flatMap((line) =>
  line.startsWith("| ")
    ? [
        line
          .slice(2, -2)
          .split(" | ")
          .map((cell) => cell.trim()),
      ]
    : [],
);

function leaves(value: unknown, path: readonly string[] = []): readonly string[] {
  if (typeof value === "object" && value !== null && !Array.isArray(value))
    return Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]));
  return [`\`${path.join(".")}\` ${Array.isArray(value) ? value.join(", ") : value}`];
}

test("every threshold stands there with its default", () => {
  const { rules, repeats } = defaultSettings;
  const text = page.replaceAll(/\s+/g, " ");
  const said = [
    ...leaves(rules),
    ...leaves(repeats.days),
    ...leaves({ repeats: { riseAboveAcknowledged: repeats.riseAboveAcknowledged } }),
  ];
  expect(said.length).toBeGreaterThan(30);
  expect(said.filter((what) => !new RegExp(`${RegExp.escape(what)}(?![\\d.]*\\d)`).test(text))).toEqual([]);
  const named = [...page.matchAll(/`((?:[ROA]\d|baseline)\.\w+)`/g)].map(([, path]) => path);
  expect(named.toSorted()).toEqual(
    leaves(rules)
      .map((leaf) => leaf.split("`")[1])
      .toSorted(),
  );
});

/** The bounds of a number, "from–to", as they are refused; undefined of what is no number. */
function boundsOf(path: string, byDefault: string): string | undefined {
  const refusal = (value: number) => {
    const given = path === "nudgeMinutes" ? [value] : value;
    const parsed = parseSettings(
      path.split(".").reduceRight<unknown>((inner, key) => ({ [key]: inner }), given),
    );
    return parsed.kind === "invalid" ? parsed.problems.join("\n") : "";
  };
  if (!/^\d/.test(byDefault) || path === "phrases") return undefined;
  const [, from] = />=(\d+)/.exec(refusal(-1e9)) ?? [];
  const [, to] = /<=(\d+)/.exec(refusal(1e9)) ?? [];
  return `${from}–${to}`;
}

test("every other setting stands there with its bounds and its default", () => {
  const { rules: _rules, repeats: _repeats, crisisNumbers: _numbers, ...others } = defaultSettings;
  const listed = rows.flatMap(([name = "", , mayBe = "", byDefault = ""]) => {
    const path = /^`([\w.]+)`$/.exec(name)?.[1];
    return path === undefined ? [] : [{ path, mayBe, byDefault }];
  });
  expect(listed.map(({ path, byDefault }) => `\`${path}\` ${byDefault}`).toSorted()).toEqual(
    leaves({ ...others, phrases: `${others.phrases.length} of them`, zones: "none" }).toSorted(),
  );
  const numbers = listed.flatMap(({ path, mayBe, byDefault }) => {
    const bounds = boundsOf(path, byDefault);
    return bounds === undefined ? [] : [{ path, mayBe, bounds }];
  });
  expect(numbers.length).toBeGreaterThan(25);
  expect(numbers.filter(({ mayBe, bounds }) => mayBe !== bounds)).toEqual([]);
});

test("every rule stands there with its tier and the kinds of its reasons", async () => {
  const source = await readFile("src/domain/reason.ts", "utf8");
  const because = [...source.matchAll(/Because<"(\w+)", "(\w+)", "([\w-]+)">/g)];
  expect(because.length).toBeGreaterThan(15);
  const inCode = because.map(([, rule, tier, kind]) => `${rule} ${tier} ${kind}`);
  const onPage = rows.flatMap(([rule, tier, , kinds = ""]) =>
    [...kinds.matchAll(/`([\w-]+)`/g)].map(([, kind]) => `${rule} ${tier} ${kind}`),
  );
  expect(onPage.toSorted()).toEqual(inCode.toSorted());
});

test("every sign stands there under its name", () => {
  const [instrument] = loadInstruments().values();
  const signs = instrument ? everyQuestion(instrument).filter(({ kind }) => kind !== "safety") : [];
  expect(rows.filter(([id = ""]) => /^[SC]\d+$/.test(id)).toSorted()).toEqual(
    signs.map(({ id, name }) => [id, name.en]).toSorted(),
  );
});
