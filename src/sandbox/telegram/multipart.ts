export interface Upload {
  readonly fileName: string;
  readonly bytes: Uint8Array;
}

export interface Multipart {
  readonly fields: Record<string, string>;
  readonly uploads: ReadonlyMap<string, Upload>;
}

/**
 * Reads a multipart/form-data body. `Request.formData()` would do, but grammY sends file names without
 * quotes and `formData()` then cuts them at the first space.
 */
export function readMultipart(body: Uint8Array, contentType: string): Multipart | undefined {
  const boundary = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType)?.slice(1).find(Boolean);
  if (!boundary) return undefined;
  const whole = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const delimiter = Buffer.from(`--${boundary}`);
  const fields: Record<string, string> = {};
  const uploads = new Map<string, Upload>();

  let at = whole.indexOf(delimiter);
  while (at !== -1) {
    const start = at + delimiter.length;
    if (whole.toString("latin1", start, start + 2) === "--") return { fields, uploads };
    const headEnd = whole.indexOf("\r\n\r\n", start);
    const next = headEnd === -1 ? -1 : whole.indexOf(`\r\n--${boundary}`, headEnd + 4, "latin1");
    if (next === -1) return undefined;
    const disposition =
      /content-disposition:([^\r\n]*)/i.exec(whole.toString("utf8", start, headEnd))?.[1] ?? "";
    const name = parameter(disposition, "name");
    if (name === undefined) return undefined;
    const content = whole.subarray(headEnd + 4, next);
    const fileName = parameter(disposition, "filename");
    if (fileName === undefined) fields[name] = content.toString("utf8");
    else uploads.set(name, { fileName, bytes: Uint8Array.from(content) });
    at = next + 2;
  }
  return undefined;
}

function parameter(disposition: string, name: string): string | undefined {
  const [, quoted, bare] = new RegExp(`;\\s*${name}=(?:"([^"]*)"|([^;]*))`, "i").exec(disposition) ?? [];
  return quoted ?? bare?.trim();
}
