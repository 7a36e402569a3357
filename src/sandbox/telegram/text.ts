import { badRequest } from "./errors.ts";
import type { Entity } from "./wire.ts";

export interface FormattedText {
  readonly text: string;
  readonly entities: readonly Entity[];
}

export const LONGEST_TEXT = 4096;
export const LONGEST_CAPTION = 1024;

/**
 * Trims as Telegram does and moves the entities along.
 * @throws ApiError when an entity points outside the text or into the middle of a character.
 */
export function formatText(raw: string, entities: readonly Entity[] = []): FormattedText {
  for (const entity of entities) checkEntity(raw, entity);
  const text = raw.trim();
  const shift = raw.length - raw.trimStart().length;
  return {
    text,
    entities: entities
      .map((entity) => {
        const start = Math.max(entity.offset - shift, 0);
        const end = Math.min(entity.offset + entity.length - shift, text.length);
        return { ...entity, offset: start, length: end - start };
      })
      .filter(({ length }) => length > 0)
      .sort((a, b) => a.offset - b.offset || b.length - a.length),
  };
}

function checkEntity(text: string, { type, offset, length, url, user, custom_emoji_id }: Entity): void {
  if (offset < 0 || length < 0 || offset + length > text.length) throw badRequest("ENTITY_BOUNDS_INVALID");
  if (splitsCharacter(text, offset))
    throw badRequest(
      `entity begins in a middle of a UTF-16 symbol at byte offset ${bytesBefore(text, offset)}`,
    );
  if (splitsCharacter(text, offset + length))
    throw badRequest(
      `entity beginning at UTF-16 offset ${offset} ends in a middle of a UTF-16 symbol at byte offset ${bytesBefore(text, offset + length)}`,
    );
  const missing =
    (type === "text_link" && url === undefined && "url") ||
    (type === "text_mention" && user === undefined && "user") ||
    (type === "custom_emoji" && custom_emoji_id === undefined && "custom_emoji_id");
  if (missing) throw badRequest(`can't parse MessageEntity: Can't find field "${missing}"`);
}

const bytesBefore = (text: string, offset: number): number => Buffer.byteLength(text.slice(0, offset));

function splitsCharacter(text: string, offset: number): boolean {
  return (
    isBetween(text.charCodeAt(offset - 1), 0xd800, 0xdbff) &&
    isBetween(text.charCodeAt(offset), 0xdc00, 0xdfff)
  );
}

const isBetween = (code: number, low: number, high: number): boolean => code >= low && code <= high;

/** Telegram counts characters (code points), not UTF-16 units. */
export function isLongerThan(text: string, characters: number): boolean {
  return text.length > characters && [...text].length > characters;
}

/** Commands are entities of what a person sends: `/word` at the start or after white space. */
export function commandEntities(text: string): readonly Entity[] {
  return [...text.matchAll(/(?<=^|\s)\/[A-Za-z0-9_]{1,64}(?:@\w+)?/g)].map(({ 0: command, index }) => ({
    type: "bot_command",
    offset: index,
    length: command.length,
  }));
}
