import type { Renderer } from "./rendered.ts";

/**
 * Where something about a person stood whose data was erased, or who has moved to somebody else, or what is no longer kept. Pictures
 * and voices are taken away, and what somebody typed that no dialogue has taken.
 */
export const renderRetraction: Renderer = async (_deps, row, { t }) => {
  const messageId = Number(row.params.messageId);
  if (row.params.media !== undefined) return { kind: "removal", messageId };
  if (row.params.expired !== undefined) return { kind: "edit", messageId, text: t("message-expired") };
  return { kind: "edit", messageId, text: t(row.params.moved === undefined ? "data-erased" : "alert-moved") };
};
