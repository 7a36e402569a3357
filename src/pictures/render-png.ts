import { fileURLToPath } from "node:url";
import { renderAsync } from "@resvg/resvg-js";
import { FONT } from "./shapes.ts";

// The machine may have no fonts at all, and the picture must look the same everywhere.
const fontFiles = [
  import.meta.resolve("dejavu-fonts-ttf/ttf/DejaVuSansCondensed.ttf"),
  import.meta.resolve("dejavu-fonts-ttf/ttf/DejaVuSansCondensed-Bold.ttf"),
].map((url) => fileURLToPath(url));

/** Off the main thread. */
export async function renderPng(svg: string): Promise<Uint8Array> {
  const image = await renderAsync(svg, {
    font: { fontFiles, loadSystemFonts: false, defaultFontFamily: FONT },
  });
  return image.asPng();
}
