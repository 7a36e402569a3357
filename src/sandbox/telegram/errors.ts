export interface ErrorParameters {
  readonly retry_after?: number;
  readonly migrate_to_chat_id?: number;
}

/** A refusal in Telegram's own words; becomes `{ ok: false, error_code, description, parameters }`. */
export class ApiError extends Error {
  readonly code: number;
  readonly parameters: ErrorParameters | undefined;

  constructor(code: number, description: string, parameters?: ErrorParameters) {
    super(description);
    this.name = "ApiError";
    this.code = code;
    this.parameters = parameters;
  }
}

export const badRequest = (what: string): ApiError => new ApiError(400, `Bad Request: ${what}`);
export const forbidden = (what: string): ApiError => new ApiError(403, `Forbidden: ${what}`);
export const conflict = (what: string): ApiError => new ApiError(409, `Conflict: ${what}`);
export const unauthorized = (): ApiError => new ApiError(401, "Unauthorized");
export const methodNotFound = (): ApiError => new ApiError(404, "Not Found: method not found");
export const tooManyRequests = (afterSeconds: number): ApiError =>
  new ApiError(429, `Too Many Requests: retry after ${afterSeconds}`, { retry_after: afterSeconds });
