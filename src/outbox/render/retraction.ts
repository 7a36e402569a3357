import type { Rendered, Renderer } from "./rendered.ts";

/**
 * Where something about a person stood whose data was erased, or who has moved to somebody else, or what is no longer kept. Pictures
 * and voices are taken away, and what somebody typed that no dialogue has taken.
 */
export const renderRetraction: Renderer = async (_deps, { params }, { t }): Promise<Rendered> => {
  const messageId = Number(params.messageId);
  const reason = params.moved === undefined ? "data-erased" : "alert-moved";
  const text = t(params.expired === undefined ? reason : "message-expired");
  return params.media === undefined
    ? { kind: "edit", messageId, text }
    : { kind: "removal", messageId, instead: text };
};
