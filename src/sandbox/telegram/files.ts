import { badRequest } from "./errors.ts";
import type { FileFacts } from "./wire.ts";

export type FileKind = "photo" | "document" | "voice" | "sticker";

export interface StoredFile {
  readonly kind: FileKind;
  readonly facts: FileFacts;
  readonly path: string;
  readonly fileName: string;
  readonly mimeType: string;
  readonly bytes: Uint8Array;
  /** Photos and stickers only. */
  readonly size?: { readonly width: number; readonly height: number };
  /** Seconds; voice only. */
  readonly duration?: number;
}

export interface Files {
  add(
    kind: FileKind,
    fileName: string,
    bytes: Uint8Array,
    more?: Pick<StoredFile, "size" | "duration">,
  ): StoredFile;
  byId(fileId: string): StoredFile | undefined;
  byPath(path: string): StoredFile | undefined;
  /** Oldest first. */
  all(): Iterable<StoredFile>;
}

const FOLDERS: Record<FileKind, string> = {
  photo: "photos",
  document: "documents",
  voice: "voice",
  sticker: "stickers",
};

const MIME_TYPES: Record<string, string> = {
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  json: "application/json",
  oga: "audio/ogg",
  ogg: "audio/ogg",
  pdf: "application/pdf",
  png: "image/png",
  svg: "image/svg+xml",
  txt: "text/plain",
  webp: "image/webp",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  zip: "application/zip",
};

/** Keeps the newest `keep` files. A forgotten one answers as an unknown file id does. */
export function createFiles(keep: number, remembered: readonly StoredFile[] = []): Files {
  const byId = new Map(remembered.map((file) => [file.facts.file_id, file]));
  const byPath = new Map(remembered.map((file) => [file.path, file]));
  let made = Number(remembered.at(-1)?.facts.file_unique_id.slice(1) ?? 0);

  return {
    add(kind, fileName, bytes, more = {}) {
      made += 1;
      const extension = /\.([a-z0-9]{1,8})$/i.exec(fileName)?.[1]?.toLowerCase() ?? "bin";
      const file: StoredFile = {
        kind,
        facts: {
          file_id: `${kind}-${String(made).padStart(8, "0")}`,
          file_unique_id: `u${made}`,
          file_size: bytes.byteLength,
        },
        path: `${FOLDERS[kind]}/file_${made}.${extension}`,
        fileName,
        mimeType: MIME_TYPES[extension] ?? "application/octet-stream",
        bytes,
        ...more,
      };
      byId.set(file.facts.file_id, file);
      byPath.set(file.path, file);
      if (byId.size > keep) {
        const [oldest] = byId.values();
        if (oldest) {
          byId.delete(oldest.facts.file_id);
          byPath.delete(oldest.path);
        }
      }
      return file;
    },
    byId: (fileId) => byId.get(fileId),
    byPath: (path) => byPath.get(path),
    all: () => byId.values(),
  };
}

const MEBIBYTE = 1024 * 1024;
/** Limits of the public Bot API server. */
export const LARGEST_DOWNLOAD = 20 * MEBIBYTE;
export const LARGEST_UPLOAD = 50 * MEBIBYTE;
const LARGEST_PHOTO = 10 * MEBIBYTE;

/** @throws ApiError what Telegram says to something it will not take as a photo. */
export function checkPhoto(bytes: Uint8Array): { readonly width: number; readonly height: number } {
  if (bytes.byteLength > LARGEST_PHOTO)
    throw badRequest(
      `file of size ${bytes.byteLength} bytes is too big for a photo; the maximum size is ${LARGEST_PHOTO} bytes`,
    );
  const size = imageSize(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  if (!size) throw badRequest("IMAGE_PROCESS_FAILED");
  const { width, height } = size;
  if (width + height > 10_000 || Math.max(width, height) > 20 * Math.min(width, height))
    throw badRequest("PHOTO_INVALID_DIMENSIONS");
  return size;
}

function imageSize(bytes: Buffer): { width: number; height: number } | undefined {
  if (
    bytes.length >= 24 &&
    bytes.toString("latin1", 1, 4) === "PNG" &&
    bytes.toString("latin1", 12, 16) === "IHDR"
  )
    return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
  if (bytes.length >= 4 && bytes.readUInt16BE(0) === 0xffd8) return jpegSize(bytes);
  return undefined;
}

function jpegSize(bytes: Buffer): { width: number; height: number } | undefined {
  let at = 2;
  while (at + 9 < bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0;
    // Start-of-frame markers carry the size; C4, C8 and CC share their range but are tables.
    if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc)
      return { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return undefined;
}
