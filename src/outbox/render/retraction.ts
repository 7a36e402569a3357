import type { Renderer } from "./rendered.ts";

/** Where something about a person stood whose data was erased. */
export const renderRetraction: Renderer = async (_deps, row, { t }) => ({
  kind: "edit",
  messageId: Number(row.params.messageId),
  text: t("data-erased"),
});
