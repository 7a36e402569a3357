import { badRequest } from "./errors.ts";
import { readMultipart, type Upload } from "./multipart.ts";

export interface ReadRequest {
  readonly params: Readonly<Record<string, unknown>>;
  readonly uploads: ReadonlyMap<string, Upload>;
}

const NO_UPLOADS: ReadonlyMap<string, Upload> = new Map();

/** Parameters from the query string and from a JSON, urlencoded or multipart body, which wins. */
export async function readRequest(request: Request): Promise<ReadRequest> {
  const at = request.url.indexOf("?");
  const query = at === -1 ? {} : Object.fromEntries(new URLSearchParams(request.url.slice(at)));
  if (request.method === "GET") return { params: query, uploads: NO_UPLOADS };
  const type = request.headers.get("content-type") ?? "";
  if (type.startsWith("multipart/form-data")) {
    const form = readMultipart(new Uint8Array(await request.arrayBuffer()), type);
    if (!form) throw badRequest("can't parse multipart/form-data");
    return { params: { ...query, ...form.fields }, uploads: form.uploads };
  }
  const text = await request.text();
  if (text === "") return { params: query, uploads: NO_UPLOADS };
  const fields = type.startsWith("application/x-www-form-urlencoded")
    ? Object.fromEntries(new URLSearchParams(text))
    : parseObject(text);
  return { params: at === -1 ? fields : { ...query, ...fields }, uploads: NO_UPLOADS };
}

function parseObject(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw badRequest("can't parse JSON object");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw badRequest("object expected");
  return value as Record<string, unknown>;
}
