import * as z from "zod";
import { badRequest, conflict } from "../errors.ts";
import { allowedUpdates, flag, integer } from "../fields.ts";
import { method } from "./method.ts";

const getUpdates = method(
  "getUpdates",
  {
    offset: integer.optional(),
    limit: integer.optional(),
    timeout: integer.optional(),
    allowed_updates: allowedUpdates.optional(),
  },
  (state, { offset, limit, timeout, allowed_updates }, { onHangUp }) => {
    if (state.webhook.target)
      throw conflict(
        "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
      );
    if (allowed_updates) state.updates.allow(allowed_updates);
    return state.updates.poll({
      offset,
      limit: limit === undefined || limit < 1 || limit > 100 ? 100 : limit,
      timeoutMs: Math.min(Math.max(timeout ?? 0, 0), 50) * 1000,
      onHangUp,
    });
  },
);

const setWebhook = method(
  "setWebhook",
  {
    url: z.string().optional(),
    max_connections: integer.optional(),
    allowed_updates: allowedUpdates.optional(),
    drop_pending_updates: flag.optional(),
    secret_token: z.string().optional(),
  },
  (state, { url, max_connections, allowed_updates, drop_pending_updates, secret_token }) => {
    if (secret_token !== undefined && secret_token.length > 256) throw badRequest("secret token is too long");
    if (secret_token !== undefined && !/^[A-Za-z0-9_-]*$/.test(secret_token))
      throw badRequest("secret token contains unallowed characters");
    if (url && !isWebhookUrl(url)) throw badRequest("bad webhook: An HTTPS URL must be provided for webhook");
    if (drop_pending_updates) state.updates.dropAll();
    if (allowed_updates) state.updates.allow(allowed_updates);
    if (url) state.updates.endPoll(conflict("terminated by setWebhook request"));
    state.webhook.set(
      url
        ? {
            url,
            secretToken: secret_token,
            maxConnections: Math.min(Math.max(max_connections ?? 40, 1), 100),
          }
        : undefined,
    );
    return true;
  },
);

/** Plain HTTP is fine, as for a self-hosted Bot API server in its local mode. */
function isWebhookUrl(url: string): boolean {
  return URL.canParse(url) && ["http:", "https:"].includes(new URL(url).protocol);
}

const deleteWebhook = method("deleteWebhook", { drop_pending_updates: flag.optional() }, (state, params) => {
  if (params.drop_pending_updates) state.updates.dropAll();
  state.webhook.set(undefined);
  return true;
});

const getWebhookInfo = method("getWebhookInfo", {}, ({ webhook, updates }) => {
  const { target, lastError } = webhook;
  return {
    url: target?.url ?? "",
    has_custom_certificate: false,
    pending_update_count: updates.pendingCount,
    ...(target && { max_connections: target.maxConnections, ip_address: "127.0.0.1" }),
    ...(updates.allowed && { allowed_updates: updates.allowed }),
    ...(lastError && {
      last_error_date: Math.floor(lastError.at.getTime() / 1000),
      last_error_message: lastError.message,
    }),
  };
});

export const gettingUpdates = [getUpdates, setWebhook, deleteWebhook, getWebhookInfo];
