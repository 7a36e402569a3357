import { ApiError, badRequest } from "./errors.ts";
import { checkPhoto, type FileKind, LARGEST_UPLOAD, type StoredFile } from "./files.ts";
import type { Upload } from "./multipart.ts";
import type { TelegramState } from "./state.ts";
import { formatText, isLongerThan, LONGEST_CAPTION, LONGEST_TEXT } from "./text.ts";
import type { Entity, Message } from "./wire.ts";

/** The part of a message that its kind decides. */
export type Content = Pick<
  Message,
  "text" | "entities" | "caption" | "caption_entities" | "photo" | "document" | "voice" | "sticker"
>;

export function textContent(
  raw: string,
  entities: readonly Entity[] | undefined,
  tooLong = "message is too long",
): Content {
  const formatted = formatText(raw, entities);
  if (formatted.text === "") throw badRequest("message text is empty");
  if (isLongerThan(formatted.text, LONGEST_TEXT)) throw badRequest(tooLong);
  return { text: formatted.text, ...(formatted.entities.length > 0 && { entities: formatted.entities }) };
}

export function captionContent(raw: string | undefined, entities: readonly Entity[] | undefined): Content {
  if (raw === undefined) return {};
  const formatted = formatText(raw, entities);
  if (isLongerThan(formatted.text, LONGEST_CAPTION)) throw badRequest("message caption is too long");
  if (formatted.text === "") return {};
  return {
    caption: formatted.text,
    ...(formatted.entities.length > 0 && { caption_entities: formatted.entities }),
  };
}

export function fileContent(file: StoredFile): Content {
  const { facts, fileName, mimeType, size = { width: 512, height: 512 }, duration = 0 } = file;
  switch (file.kind) {
    case "photo":
      return { photo: [{ ...facts, ...size }] };
    case "document":
      return { document: { ...facts, file_name: fileName, mime_type: mimeType } };
    case "voice":
      return { voice: { ...facts, duration, mime_type: mimeType } };
    case "sticker":
      return { sticker: { ...facts, ...size, type: "regular", is_animated: false, is_video: false } };
  }
}

const ARTICLES: Record<FileKind, string> = {
  photo: "Photo",
  document: "Document",
  voice: "Voice",
  sticker: "Sticker",
};

/**
 * The file that a method names: `attach://part`, a part of the field's own name, or the id of a file
 * that is already here. Fetching from an address is not offered.
 */
export function takeFile(
  { files }: TelegramState,
  kind: FileKind,
  field: string,
  reference: string | undefined,
  uploads: ReadonlyMap<string, Upload>,
  duration?: number,
): StoredFile {
  const part = reference?.startsWith("attach://") ? reference.slice("attach://".length) : undefined;
  const upload = uploads.get(part ?? field);
  if (upload) {
    const { bytes, fileName } = upload;
    if (bytes.byteLength === 0) throw badRequest("file must be non-empty");
    if (bytes.byteLength > LARGEST_UPLOAD) throw new ApiError(413, "Request Entity Too Large");
    return files.add(kind, fileName, bytes, {
      ...(kind === "photo" && { size: checkPhoto(bytes) }),
      ...(duration !== undefined && { duration }),
    });
  }
  if (reference === undefined) throw badRequest(`there is no ${field} in the request`);
  if (part !== undefined) throw badRequest(`attached file "${part}" not found`);
  if (/^https?:\/\//.test(reference)) throw badRequest("failed to get HTTP URL content");
  const file = files.byId(reference);
  if (!file) throw badRequest("wrong file identifier/HTTP URL specified");
  if (file.kind !== kind)
    throw badRequest(`can't use file of type ${ARTICLES[file.kind]} as ${ARTICLES[kind]}`);
  return file;
}
