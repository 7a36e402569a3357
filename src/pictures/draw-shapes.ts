import { GraphicComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { renderPng } from "./render-png.ts";
import { FONT, INK, type Shape } from "./shapes.ts";

use([GraphicComponent, SVGRenderer]);

/** PNG of shapes on white; sizes in pixels. */
export async function drawShapes(
  shapes: readonly Shape[],
  { width, height }: { readonly width: number; readonly height: number },
): Promise<Uint8Array> {
  const chart = init(null, null, { renderer: "svg", ssr: true, width, height });
  try {
    chart.setOption({
      animation: false,
      backgroundColor: "#ffffff",
      textStyle: { fontFamily: FONT, color: INK },
      graphic: [...shapes],
    });
    return await renderPng(chart.renderToSVGString());
  } finally {
    chart.dispose();
  }
}
