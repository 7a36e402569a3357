import { styleText } from "node:util";
import type { MessageView } from "../../telegram/views.ts";
import { DEMO_ZONE } from "../cast.ts";

type Style = Parameters<typeof styleText>[0];

export interface Transcript {
  /** A line of the story itself. */
  heading(text: string): void;
  does(who: string, what: string, at: Date): void;
  shows(who: string, message: MessageView, edited: boolean, at: Date): void;
  holds(text: string): void;
  note(text: string): void;
}

const COLUMNS = 100;
const NAME = 8;
const STYLES: readonly Style[] = ["cyan", "yellow", "magenta", "green", "blue", "red"];

const clock = new Intl.DateTimeFormat("en-GB", {
  timeZone: DEMO_ZONE,
  weekday: "short",
  day: "2-digit",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
});

/** Who, when, what they saw and tapped: wrapped for 100 columns, coloured on a terminal. */
export function createTranscript(out: NodeJS.WritableStream & { readonly isTTY?: boolean }): Transcript {
  const styles = new Map<string, Style>();

  const paint = (style: Style, text: string): string =>
    out.isTTY ? styleText(style, text, { validateStream: false }) : text;

  function styleOf(who: string): Style {
    const style = styles.get(who) ?? STYLES[styles.size % STYLES.length] ?? "cyan";
    styles.set(who, style);
    return style;
  }

  function line(who: string, mark: string, text: string, at: Date): void {
    const time = clock.format(at).replace(",", "");
    const lead = `${time}  ${who.padEnd(NAME)} ${mark} `;
    const [first = "", ...rest] = wrap(text, COLUMNS - lead.length);
    const start = `${paint("dim", time)}  ${paint(styleOf(who), who.padEnd(NAME))} ${mark} `;
    out.write(`${start}${first}\n`);
    for (const more of rest) out.write(`${" ".repeat(lead.length)}${more}\n`.replace(/ +\n$/, "\n"));
  }

  return {
    heading(text) {
      out.write(`\n${paint("bold", `— ${text} —`)}\n\n`);
    },
    does: (who, what, at) => line(who, "▸", what, at),
    shows(who, { text, caption, media, buttons }, edited, at) {
      const file =
        media &&
        `(${media.kind === "photo" ? "picture" : "file"} ${media.fileName}, ${Math.ceil(media.size / 1024)} KB)`;
      const keys = buttons.map((row) => row.map(({ label }) => `[${label}]`).join(" "));
      const content = [file, text ?? caption, ...keys].filter((part) => part !== undefined).join("\n");
      line(who, edited ? "≈" : "◂", content, at);
    },
    holds(text) {
      for (const [index, part] of wrap(text, COLUMNS - 6).entries())
        out.write(`${paint("green", index === 0 ? "    ✓ " : "      ")}${paint("dim", part)}\n`);
    },
    note(text) {
      out.write(`${text}\n`);
    },
  };
}

/** Breaks at spaces; words longer than a line stay whole, because links must not be cut. */
function wrap(text: string, width: number): string[] {
  return text.split("\n").flatMap((paragraph) => {
    const lines: string[] = [];
    let line = "";
    for (const word of paragraph.split(" ")) {
      if (line !== "" && line.length + 1 + word.length > width) {
        lines.push(line);
        line = word;
      } else line = line === "" ? word : `${line} ${word}`;
    }
    return [...lines, line];
  });
}
